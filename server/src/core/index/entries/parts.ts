// Owns how an index follows its library: parts that are never changed, entries taken out, small parts put together.
import type { Entry } from '../../library/entry';

/** What was built of a number of entries. Those that are gone since are holes, so that nothing keeps them alive. */
export interface Part<T> {
  readonly built: T;
  /** By the number under which `built` knows them. */
  readonly entries: readonly (Entry | undefined)[];
  readonly live: number;
}

export type Build<T> = (entries: readonly Entry[]) => Generator<void, T>;

/** With a greater share of entries outside the first part, or holes in it, all is built anew. */
const MOST_CHANGED = 1 / 4;

export function* partOf<T>(entries: readonly Entry[], build: Build<T>): Generator<void, Part<T>> {
  return { built: yield* build(entries), entries, live: entries.length };
}

/**
 * The parts without `removed` and with `added`. What is added becomes a part, together with those before it that
 * are not much larger: so the parts stay few, and what is built is the change, a logarithm of times in the long run.
 */
export function* changedParts<T>(
  parts: readonly Part<T>[],
  removed: ReadonlySet<Entry>,
  added: readonly Entry[],
  build: Build<T>,
): Generator<void, Part<T>[]> {
  const kept = parts.map((part) => without(part, removed)).filter(({ live }) => live > 0);
  const [first, ...others] = kept;
  const changed =
    others.reduce((sum, { live }) => sum + live, added.length) +
    (first ? first.entries.length - first.live : 0);
  const all = kept.reduce((sum, { live }) => sum + live, added.length);
  if (changed > all * MOST_CHANGED)
    return [yield* partOf([...kept.flatMap(liveEntries), ...added], build)];
  let fresh = added;
  for (let last = kept.pop(); last; last = kept.pop()) {
    if (last === first || last.live > 2 * fresh.length) {
      kept.push(last);
      break;
    }
    fresh = [...liveEntries(last), ...fresh];
  }
  return fresh.length === 0 ? kept : [...kept, yield* partOf(fresh, build)];
}

function without<T>(part: Part<T>, removed: ReadonlySet<Entry>): Part<T> {
  if (removed.size === 0) return part;
  const entries = part.entries.map((entry) => (entry && removed.has(entry) ? undefined : entry));
  const live = entries.reduce((count, entry) => (entry ? count + 1 : count), 0);
  return live === part.live ? part : { ...part, entries, live };
}

function liveEntries<T>({ entries }: Part<T>): Entry[] {
  return entries.filter((entry) => entry !== undefined);
}

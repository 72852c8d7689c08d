// Owns the search over the entries of a library: by words as they are typed, by key, and for keys that are meant.
import type { Entry } from '../library/entry';
import { isCompleteScore, Matches } from './entries/matches';
import { findNear } from './entries/nearWords';
import { changedParts, partOf, type Part } from './entries/parts';
import { queryOf, withKeysApart, type Query } from './entries/query';
import { buildSegment, entriesOfKeys, type Segment } from './entries/segment';
import type { SortedWords } from './entries/sortedWords';
import { foldedKey } from './entries/words';

export interface EntryHit {
  readonly entry: Entry;
  readonly score: number;
  /** Whether the entry holds every word of the query. */
  readonly isComplete: boolean;
}

/** A beginning that more keys share says nothing about which one is meant. */
const MOST_SHARING = 20;
/** Longer keys are nobody's typing. */
const LONGEST_KEY = 200;

/** Indexes entries in steps of some ten milliseconds. Linear. */
export function* buildEntryIndex(entries: readonly Entry[]): Generator<void, EntryIndex> {
  return new EntryIndex([yield* partOf(entries, buildSegment)]);
}

/** Immutable; versions of it share what did not change. */
export class EntryIndex {
  readonly #parts: readonly Part<Segment>[];
  /** Made with the first search: boards to reckon on, which say nothing between two searches. */
  #boards: readonly { readonly part: Part<Segment>; readonly matches: Matches }[] | undefined;

  constructor(parts: readonly Part<Segment>[]) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#parts.reduce((sum, { live }) => sum + live, 0);
  }

  /** The index of a changed library, in steps. The cost is that of what changed, until that is a quarter. */
  *with(removed: ReadonlySet<Entry>, added: readonly Entry[]): Generator<void, EntryIndex> {
    return new EntryIndex(yield* changedParts(this.#parts, removed, added, buildSegment));
  }

  /**
   * Entries that hold the words of `query`, best first: exact key, keys that begin so, titles, beginnings of titles,
   * phrases in titles, authors with year, words; of equals the latest. Those with all words stand before those with
   * some. What no entry holds as typed is looked for in keys of another style, then with typos.
   */
  search(query: string, limit: number): EntryHit[] {
    const typed = queryOf(query);
    if (typed.words.length === 0) return [];
    const asTyped = this.#search(typed, limit, false);
    if (asTyped[0]?.isComplete) return asTyped;
    const apart = withKeysApart(query);
    const found = apart ? this.#search(apart, limit, false) : asTyped;
    return found[0]?.isComplete ? found : this.#search(typed, limit, true);
  }

  /** Entries of which a key or alias begins so, in the order of keys; case, accents and separators aside. */
  completeKey(prefix: string, limit: number): Entry[] {
    const folded = foldedKey(prefix);
    if (folded === '' && prefix !== '') return [];
    const found = this.#parts.flatMap((part) => {
      const { words } = part.built.keys;
      const [from, to] = words.range(folded);
      const own: { key: string; entry: Entry }[] = [];
      for (let i = from; i < to && own.length < limit; i++)
        for (const entry of entriesOfKey(part, i)) own.push({ key: words.at(i), entry });
      return own;
    });
    found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    return [...new Set(found.map(({ entry }) => entry))].slice(0, limit);
  }

  /**
   * Keys that may be meant by one that is unknown, the nearest first: some letters off, or one the beginning of the
   * other. Where there are none, those of entries that hold the words in it, as keys of another style do.
   */
  nearestKeys(key: string, limit: number): string[] {
    const folded = foldedKey(key);
    if (folded === '' || folded.length > LONGEST_KEY) return [];
    const edits = new Map<Entry, number>();
    for (const part of this.#parts)
      visitNear(part.built.keys.words, folded, (i, distance) => {
        for (const entry of entriesOfKey(part, i))
          edits.set(entry, Math.min(distance, edits.get(entry) ?? Infinity));
      });
    const near = [...edits].sort(
      ([a, first], [b, second]) =>
        first - second || a.key.length - b.key.length || (a.key < b.key ? -1 : 1),
    );
    const found = near.length > 0 ? near.map(([entry]) => entry) : this.#withWordsOf(key, limit);
    return found.slice(0, limit).map((entry) => entry.key);
  }

  /** One word alone is only looked for at the end of keys: `HeZRS15` for `DBLP:conf/iccv/HeZRS15`. */
  #withWordsOf(key: string, limit: number): Entry[] {
    const query = withKeysApart(key) ?? queryOf(key);
    const ending = query.words.length > 1 ? '' : query.key;
    return this.#search(query, limit, false).flatMap(({ entry, isComplete }) =>
      isComplete && foldedKey(entry.key).endsWith(ending) ? entry : [],
    );
  }

  #search(query: Query, limit: number, withTypos: boolean): EntryHit[] {
    const all = (this.#boards ??= this.#parts.map((part) => ({
      part,
      matches: new Matches(part),
    })));
    const size = this.size;
    for (const { matches } of all) matches.clear();
    query.words.forEach((word, i) => {
      const holding = all.reduce((sum, { matches }) => sum + matches.look(word, i, withTypos), 0);
      for (const { matches } of all) matches.settle(Math.log(1 + size / Math.max(1, holding)));
    });
    const hits = all.flatMap(({ part, matches }) =>
      matches.best(query, limit).flatMap(({ number, score }) => {
        const entry = part.entries[number];
        return entry ? { entry, score, isComplete: isCompleteScore(score) } : [];
      }),
    );
    return all.length > 1 ? hits.sort(byScore).slice(0, limit) : hits;
  }
}

function entriesOfKey({ built, entries }: Part<Segment>, key: number): Entry[] {
  return entriesOfKeys(built, key, key + 1).flatMap((number) => entries[number] ?? []);
}

/** Keys near one, each with the edits between them; a beginning counts as one edit more. */
function visitNear(
  keys: SortedWords,
  key: string,
  visit: (i: number, edits: number) => void,
): void {
  const visitFew = (from: number, to: number, edits: number) => {
    for (let i = from; i < to && to - from <= MOST_SHARING; i++) visit(i, edits);
  };
  findNear(keys, key, mostEditsOf(key), (from, to, edits, isWhole) => {
    visitFew(from, to, isWhole ? edits : edits + 1);
  });
  for (let length = key.length - 1; 2 * length > key.length; length--) {
    const [from, to] = keys.range(key.slice(0, length));
    if (from < to && keys.lengthOf(from) === length) visit(from, 1);
  }
}

/** As far as two keys of this length may be apart before they have nothing to do with each other. */
function mostEditsOf(key: string): number {
  return key.length < 5 ? 1 : 2;
}

/** The order within a part, see Top. */
function byScore(a: EntryHit, b: EntryHit): number {
  const [first, second] = [foldedKey(a.entry.key), foldedKey(b.entry.key)];
  return (
    b.score - a.score ||
    (b.entry.year ?? 0) - (a.entry.year ?? 0) ||
    (first < second ? -1 : first > second ? 1 : 0)
  );
}

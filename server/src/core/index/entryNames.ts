// Owns the names of a library's entries in prose: titles, and authors with a year.
import type { Entry } from '../library/entry';
import type { BlockFacts } from '../syntax/document';
import { isProse } from '../syntax/document';
import { wordsOf } from '../text/words';
import { authorYearHashes, authorYearsIn, type NamedEntries } from './entries/authorYears';
import { HashTable } from './entries/hash';
import { Numbers } from './entries/numbers';
import { changedParts, partOf, type Part } from './entries/parts';
import { titleAt, titleHashes, visitHashes } from './entries/titles';

/** A name in prose. Offsets are those of the block; several entries where the name does not tell them apart. */
export type EntryMention = NamedEntries;

/** The entries of a part by what their names begin with, at some 25 bytes an entry. */
interface Names {
  readonly titles: HashTable;
  readonly authorYears: HashTable;
}

const ENTRIES_A_STEP = 1_000;

/** Files the names of entries in steps of some milliseconds. Linear. */
export function* buildEntryNames(entries: readonly Entry[]): Generator<void, EntryNames> {
  return new EntryNames([yield* partOf(entries, buildNames)]);
}

/** Immutable; versions of it share what did not change. */
export class EntryNames {
  readonly #parts: readonly Part<Names>[];
  /** Facts of a block never change, so what was found in them holds as long as this index. */
  readonly #found = new WeakMap<BlockFacts, readonly EntryMention[]>();

  constructor(parts: readonly Part<Names>[]) {
    this.#parts = parts;
  }

  /** The names of a changed library, in steps. The cost is that of what changed, until that is a quarter. */
  *with(removed: ReadonlySet<Entry>, added: readonly Entry[]): Generator<void, EntryNames> {
    return new EntryNames(yield* changedParts(this.#parts, removed, added, buildNames));
  }

  /** Names in the prose of a block, in its order; of names that overlap, the first, and of those the longest. */
  namesIn(facts: BlockFacts): readonly EntryMention[] {
    const known = this.#found.get(facts);
    if (known) return known;
    const words = facts.prose.flatMap((run) => wordsOf(facts.text, run));
    const titles: EntryMention[] = [];
    words.forEach((_, i) => {
      visitHashes(words, i, (hash) => {
        for (const entry of this.#find(hash, ({ titles: table }) => table)) {
          const span = titleAt(facts, words, i, entry);
          if (span) titles.push({ ...span, entries: [entry] });
        }
      });
    });
    const authors = authorYearsIn(facts.text, words, (hash) =>
      this.#find(hash, ({ authorYears }) => authorYears),
    ).filter((span) => isProse(facts, span));
    const found = apart([...titles, ...authors]);
    this.#found.set(facts, found);
    return found;
  }

  #find(hash: number, tableOf: (names: Names) => HashTable): Entry[] {
    return this.#parts.flatMap(({ built, entries }) =>
      tableOf(built)
        .find(hash)
        .flatMap((number) => entries[number] ?? []),
    );
  }
}

/** Names that do not overlap. Entries with one and the same name share it. */
function apart(names: readonly EntryMention[]): EntryMention[] {
  const kept: EntryMention[] = [];
  for (const name of [...names].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept[kept.length - 1];
    if (!last || name.start >= last.end) kept.push(name);
    else if (name.start === last.start && name.end === last.end)
      kept[kept.length - 1] = {
        ...last,
        entries: [...new Set([...last.entries, ...name.entries])],
      };
  }
  return kept;
}

function* buildNames(entries: readonly Entry[]): Generator<void, Names> {
  const [titles, authorYears] = [new Pairs(), new Pairs()];
  for (const [i, entry] of entries.entries()) {
    for (const hash of titleHashes(entry.title)) titles.add(hash, i);
    for (const hash of authorYearHashes(entry)) authorYears.add(hash, i);
    if (i % ENTRIES_A_STEP === ENTRIES_A_STEP - 1) yield;
  }
  return { titles: titles.table(), authorYears: authorYears.table() };
}

class Pairs {
  readonly #hashes = new Numbers();
  readonly #numbers = new Numbers();

  add(hash: number, number: number): void {
    this.#hashes.push(hash);
    this.#numbers.push(number);
  }

  table(): HashTable {
    return new HashTable(this.#hashes, this.#numbers);
  }
}

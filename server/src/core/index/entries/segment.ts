// Owns the index of a number of entries: which words and keys stand where in which of them. Never changed once built.
import type { Entry } from '../../library/entry';
import { WordListsBuilder, type WordLists } from './wordLists';
import { EntryReader, numberOfKey } from './words';

/** Entries go by their number here. */
export interface Segment {
  /** By word: the number of the entry, and in the last byte the place in it (see PLACE). */
  readonly postings: WordLists;
  /** By folded key or alias: twice the number of the entry, and one more for an alias. */
  readonly keys: WordLists;
  /** Of each entry, where its own key stands among the keys. */
  readonly keyRanks: Uint32Array;
  /** 0 where there is none. */
  readonly years: Uint16Array;
  readonly titleLengths: Uint8Array;
}

export const PLACE_BITS = 8;
export const PLACE_MASK = 0xff;
/** So much is done between two steps, some ten milliseconds. */
const ENTRIES_A_STEP = 1_000;

/** Linear in the words, but for sorting the distinct ones. */
export function* buildSegment(entries: readonly Entry[]): Generator<void, Segment> {
  const [postings, keys] = [new WordListsBuilder(), new WordListsBuilder()];
  const years = new Uint16Array(entries.length);
  const titleLengths = new Uint8Array(entries.length);
  let number = 0;
  const reader = new EntryReader(postings.table, (word, place) => {
    postings.add(word, (number << PLACE_BITS) | place);
  });
  for (const entry of entries) {
    titleLengths[number] = Math.min(reader.read(entry), 255);
    years[number] = Math.min(Math.max(0, entry.year ?? 0), 0xffff);
    keys.add(numberOfKey(keys.table, entry.key), 2 * number);
    for (const alias of entry.aliases) keys.add(numberOfKey(keys.table, alias), 2 * number + 1);
    if (++number % ENTRIES_A_STEP === 0) yield;
  }
  const lists = { postings: yield* postings.build(), keys: yield* keys.build() };
  return { ...lists, keyRanks: keyRanksOf(lists.keys, entries.length), years, titleLengths };
}

/** The entries of keys [from, to). */
export function entriesOfKeys({ keys }: Segment, from: number, to: number): number[] {
  return Array.from(
    keys.values.subarray(keys.starts[from], keys.starts[to]),
    (value) => value >> 1,
  );
}

function keyRanksOf({ starts, values }: WordLists, entries: number): Uint32Array {
  const ranks = new Uint32Array(entries);
  for (let key = 0; key + 1 < starts.length; key++)
    for (let at = starts[key] ?? 0; at < (starts[key + 1] ?? 0); at++) {
      const value = values[at] ?? 0;
      if (value % 2 === 0) ranks[value >> 1] = key;
    }
  return ranks;
}

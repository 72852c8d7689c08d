// Owns lists of numbers by word: sorted, in a few typed arrays.
import { Numbers } from './numbers';
import type { SortedWords } from './sortedWords';
import { WordTable } from './wordTable';

/** Never changed. Each word stands there once. */
export interface WordLists {
  readonly words: SortedWords;
  /** Where the list of each word begins, and where that of the last one ends. */
  readonly starts: Uint32Array;
  /** List behind list, each in the order in which it was filled. */
  readonly values: Uint32Array;
}

/** So many are filed between two steps, each some ten milliseconds. */
const VALUES_A_STEP = 1 << 18;

export class WordListsBuilder {
  readonly table = new WordTable();
  readonly #words = new Numbers();
  readonly #values = new Numbers();

  /** The word goes by its number in the table. */
  add(word: number, value: number): void {
    this.#words.push(word);
    this.#values.push(value);
  }

  /** Linear in the values, but for sorting the words. */
  *build(): Generator<void, WordLists> {
    const sorted = yield* this.table.sorted();
    const ranks = new Uint32Array(sorted.length);
    for (let rank = 0; rank < sorted.length; rank++) ranks[sorted[rank] ?? 0] = rank;
    const words = this.table.inOrder(sorted);
    yield;
    const lists = { words, ...(yield* this.#byRank(ranks)) };
    yield;
    return lists;
  }

  /** A counting sort by the rank of the word. */
  *#byRank(ranks: Uint32Array): Generator<void, Pick<WordLists, 'starts' | 'values'>> {
    const [words, values] = [this.#words.all, this.#values.all];
    const starts = new Uint32Array(ranks.length + 1);
    for (let i = 0; i < words.length; i++) {
      const next = (ranks[words[i] ?? 0] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
      if (i % VALUES_A_STEP === VALUES_A_STEP - 1) yield;
    }
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const free = starts.slice();
    const sorted = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const rank = ranks[words[i] ?? 0] ?? 0;
      const at = free[rank] ?? 0;
      sorted[at] = values[i] ?? 0;
      free[rank] = at + 1;
      if (i % VALUES_A_STEP === VALUES_A_STEP - 1) yield;
    }
    return { starts, values: sorted };
  }
}

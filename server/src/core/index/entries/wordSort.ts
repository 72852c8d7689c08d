// Owns sorting words in steps, none of which takes longer than a keystroke may wait.

/** Many words one behind the other: word `i` is the units from `starts[i]` to `starts[i + 1]`. */
export interface PackedWords {
  readonly units: Uint16Array;
  readonly starts: ArrayLike<number>;
  readonly size: number;
}

/** Words of which the units before `depth` are the same, as a range of the order. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** So few are put in order by comparing each with those before it. */
const FEW = 12;
/** So many units are looked at in a step, some milliseconds. */
const UNITS_A_STEP = 1 << 17;

/**
 * The numbers of distinct words in the order of their UTF-16 units: multikey quicksort (Bentley & Sedgewick 1997, "Fast
 * Algorithms for Sorting and Searching Strings", section 3), which looks at no unit more than it takes to tell words apart.
 */
export function* sortWords(words: PackedWords): Generator<void, Uint32Array> {
  const order = Uint32Array.from({ length: words.size }, (_, i) => i);
  const sorter = new Sorter(words, order);
  const open: Range[] = [{ from: 0, to: order.length, depth: 0 }];
  let looked = 0;
  for (let range = open.pop(); range; range = open.pop()) {
    looked += range.to - range.from;
    if (range.to - range.from <= FEW) sorter.sortFew(range);
    else open.push(...sorter.part(range));
    if (looked < UNITS_A_STEP) continue;
    looked = 0;
    yield;
  }
  return order;
}

class Sorter {
  readonly #words: PackedWords;
  readonly #order: Uint32Array;

  constructor(words: PackedWords, order: Uint32Array) {
    [this.#words, this.#order] = [words, order];
  }

  /** Puts words before, with and behind one unit apart, and gives the ranges that are still to be sorted. */
  part({ from, to, depth }: Range): Range[] {
    const pivot = this.#middleOf(from, to, depth);
    let [below, at, above] = [from, from, to];
    while (at < above) {
      const unit = this.#unit(at, depth);
      if (unit < pivot) this.#swap(below++, at++);
      else if (unit > pivot) this.#swap(at, --above);
      else at++;
    }
    return [
      { from, to: below, depth },
      { from: above, to, depth },
      // A word that ends here is the only one.
      ...(pivot < 0 ? [] : [{ from: below, to: above, depth: depth + 1 }]),
    ];
  }

  sortFew({ from, to, depth }: Range): void {
    for (let i = from + 1; i < to; i++)
      for (let j = i; j > from && this.#isBefore(j, j - 1, depth); j--) this.#swap(j, j - 1);
  }

  #isBefore(i: number, j: number, from: number): boolean {
    let depth = from;
    let unit = this.#unit(i, depth);
    while (unit >= 0 && unit === this.#unit(j, depth)) unit = this.#unit(i, ++depth);
    return unit < this.#unit(j, depth);
  }

  /** Of three units the middle one. */
  #middleOf(from: number, to: number, depth: number): number {
    const [a, b] = [this.#unit(from, depth), this.#unit((from + to) >>> 1, depth)];
    const c = this.#unit(to - 1, depth);
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** -1 behind the end. */
  #unit(at: number, depth: number): number {
    const word = this.#order[at] ?? 0;
    const { units, starts } = this.#words;
    const place = (starts[word] ?? 0) + depth;
    return place < (starts[word + 1] ?? 0) ? (units[place] ?? -1) : -1;
  }

  #swap(i: number, j: number): void {
    const kept = this.#order[i] ?? 0;
    this.#order[i] = this.#order[j] ?? 0;
    this.#order[j] = kept;
  }
}

// Owns a sorted list of words in one string: found by their beginning at a few bytes a word.

/** Immutable. Words are compared by UTF-16 unit. */
export class SortedWords {
  readonly #text: string;
  /** Where each word begins, and where the last one ends. */
  readonly #starts: Uint32Array;

  constructor(text: string, starts: Uint32Array) {
    [this.#text, this.#starts] = [text, starts];
  }

  static of(sorted: readonly string[]): SortedWords {
    const starts = new Uint32Array(sorted.length + 1);
    for (let i = 0; i < sorted.length; i++)
      starts[i + 1] = (starts[i] ?? 0) + (sorted[i]?.length ?? 0);
    return new SortedWords(sorted.join(''), starts);
  }

  get size(): number {
    return this.#starts.length - 1;
  }

  at(i: number): string {
    return this.#text.slice(this.#start(i), this.#start(i + 1));
  }

  lengthOf(i: number): number {
    return this.#start(i + 1) - this.#start(i);
  }

  /** The words that begin so, as a range; the word itself stands at its front. By bisection. */
  range(beginning: string): readonly [from: number, to: number] {
    const from = bisect(0, this.size, (i) => this.at(i) < beginning);
    const to = bisect(from, this.size, (i) => this.#startsWith(i, beginning));
    return [from, to];
  }

  /** The UTF-16 unit at `depth` of a word; -1 behind its end. */
  unitAt(i: number, depth: number): number {
    const at = this.#start(i) + depth;
    return at < this.#start(i + 1) ? this.#text.charCodeAt(at) : -1;
  }

  /** Of words [from, to) that are the same before `depth`: where those end that have the first one's unit there. */
  endOfUnit(from: number, to: number, depth: number): number {
    const unit = this.unitAt(from, depth);
    let last = from;
    for (let stride = 1; last + stride < to; stride *= 2) {
      if (this.unitAt(last + stride, depth) !== unit) {
        return bisect(last + 1, last + stride, (i) => this.unitAt(i, depth) === unit);
      }
      last += stride;
    }
    return bisect(last + 1, to, (i) => this.unitAt(i, depth) === unit);
  }

  #start(i: number): number {
    return this.#starts[i] ?? this.#text.length;
  }

  #startsWith(i: number, beginning: string): boolean {
    const start = this.#start(i);
    return (
      start + beginning.length <= this.#start(i + 1) && this.#text.startsWith(beginning, start)
    );
  }
}

/** The first of [from, to) for which `isBefore` no longer holds. */
function bisect(from: number, to: number, isBefore: (i: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

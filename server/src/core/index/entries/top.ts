// Owns the choice of the best few of many, at the cost of one comparison for most of them.

export interface Candidate {
  readonly score: number;
  /** Of equal scores, the later year is better, then the key that comes first, then the entry that does. */
  readonly year: number;
  readonly keyRank: number;
  readonly number: number;
}

/** A binary heap with the worst of the best at its root. */
export class Top {
  readonly #limit: number;
  readonly #heap: Candidate[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(candidate: Candidate): void {
    const worst = this.#heap[0];
    if (this.#heap.length < this.#limit) {
      this.#heap.push(candidate);
      this.#rise(this.#heap.length - 1);
    } else if (worst && isBetter(candidate, worst)) {
      this.#heap[0] = candidate;
      this.#sink(0);
    }
  }

  /** The best first. */
  get items(): Candidate[] {
    return [...this.#heap].sort((a, b) => (isBetter(a, b) ? -1 : 1));
  }

  #rise(at: number): void {
    for (let i = at; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.#isWorse(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #sink(at: number): void {
    for (let i = at; ;) {
      let worst = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (this.#isWorse(child, worst)) worst = child;
      if (worst === i) return;
      this.#swap(i, worst);
      i = worst;
    }
  }

  #isWorse(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    return a !== undefined && b !== undefined && isBetter(b, a);
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a && b) [this.#heap[i], this.#heap[j]] = [b, a];
  }
}

function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.score !== other.score) return one.score > other.score;
  if (one.year !== other.year) return one.year > other.year;
  if (one.keyRank !== other.keyRank) return one.keyRank < other.keyRank;
  return one.number < other.number;
}

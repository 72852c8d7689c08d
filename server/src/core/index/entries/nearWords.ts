// Owns the search for words that are almost the one asked for, as a whole or in their beginning.
import type { SortedWords } from './sortedWords';

/** Words `from` up to `to` are `edits` edits away: they themselves, or a beginning that they share. */
export type ReportNear = (from: number, to: number, edits: number, isWhole: boolean) => void;

/**
 * Reports the words of which the whole or a beginning is at most `most` edits from `word`. An edit is a letter
 * wrong, missing or too many, or two neighbours swapped. A word may be reported again with fewer edits. Of the
 * tree of common beginnings that a sorted list is, only branches that may still be near are read.
 */
export function findNear(words: SortedWords, word: string, most: number, report: ReportNear): void {
  new Walk(words, word, most, report).visit(0, words.size, 0, most + 1);
}

/** More than any distance that counts. */
const FAR = 255;

/** Distances as in Wagner and Fischer, "The String-to-String Correction Problem" (1974), a row for each unit read. */
class Walk {
  readonly #words: SortedWords;
  readonly #units: Uint16Array;
  readonly #most: number;
  readonly #report: ReportNear;
  /**
   * Row by row: how far the units read so far are from each beginning of the word asked for. Only those of a
   * length near theirs are worked out; the rest stays far.
   */
  readonly #distances: Uint8Array;
  /** The units that were read to get where the walk is. */
  readonly #read: Uint16Array;

  constructor(words: SortedWords, word: string, most: number, report: ReportNear) {
    [this.#words, this.#most, this.#report] = [words, most, report];
    this.#units = Uint16Array.from(word, (_, i) => word.charCodeAt(i));
    const deepest = word.length + most;
    this.#read = new Uint16Array(deepest);
    this.#distances = new Uint8Array((deepest + 1) * (word.length + 1)).fill(FAR);
    for (let i = 0; i <= Math.min(most, word.length); i++) this.#distances[i] = i;
  }

  /** Visits the words of [from, to), which share `depth` units, and a beginning that is `reported` edits away. */
  visit(from: number, to: number, depth: number, reported: number): void {
    const length = this.#units.length;
    const edits = this.#distances[depth * (length + 1) + length] ?? FAR;
    let at = from;
    while (at < to && this.#words.unitAt(at, depth) < 0) at++;
    if (at > from && edits <= this.#most) this.#report(from, at, edits, true);
    if (at < to && edits < reported) this.#report(at, to, edits, false);
    if (depth === this.#read.length) return;
    while (at < to) {
      const end = this.#words.endOfUnit(at, to, depth);
      this.#read[depth] = this.#words.unitAt(at, depth);
      if (this.#readOn(depth + 1)) this.visit(at, end, depth + 1, Math.min(edits, reported));
      at = end;
    }
  }

  /** Works out the row of `depth` from those above. Whether something in it is still near. */
  #readOn(depth: number): boolean {
    const most = this.#most;
    const row = depth * (this.#units.length + 1);
    let isNear = depth <= most;
    if (isNear) this.#distances[row] = depth;
    const last = Math.min(this.#units.length, depth + most);
    for (let i = Math.max(1, depth - most); i <= last; i++) {
      const edits = this.#editsTo(depth, i);
      this.#distances[row + i] = edits;
      isNear ||= edits <= most;
    }
    return isNear;
  }

  /** From the units read so far to the first `i` of the word, by the last step that is cheapest. */
  #editsTo(depth: number, i: number): number {
    const width = this.#units.length + 1;
    const at = depth * width + i;
    const isSame = this.#units[i - 1] === this.#read[depth - 1];
    const isSwapped =
      i > 1 &&
      depth > 1 &&
      this.#units[i - 1] === this.#read[depth - 2] &&
      this.#units[i - 2] === this.#read[depth - 1];
    const other = this.#distance(at - width - 1) + (isSame ? 0 : 1);
    const longer = this.#distance(at - width) + 1;
    const shorter = this.#distance(at - 1) + 1;
    const swapped = isSwapped ? this.#distance(at - 2 * width - 2) + 1 : FAR;
    return Math.min(other, longer, shorter, swapped, FAR);
  }

  #distance(at: number): number {
    return this.#distances[at] ?? FAR;
  }
}

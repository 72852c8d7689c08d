// Owns the distinct words of many texts while they are indexed, without a string for each that is met.
import { FOLDED_ASCII } from '../../text/fold';
import { HASH_SEED, hashOf, hashWith, slotOf } from './hash';
import { SortedWords } from './sortedWords';
import { sortWords } from './wordSort';

/** British and American spelling are one: `initialise`, `initialize`. */
export function british(folded: string): string {
  return folded.includes('z') ? folded.replaceAll('z', 's') : folded;
}

/** How the ASCII characters of words are folded, `z` as above; 0 for those of none. */
const OF_WORDS = FOLDED_ASCII.map((unit) => british(String.fromCharCode(unit)).charCodeAt(0));

const HYPHEN = 45;
/** So many units become a string at once. */
const CHUNK = 8_192;

const FEWEST_SLOTS = 1 << 12;

export class WordTable {
  /** The words one behind the other, then the one that is being read. */
  #units = new Uint16Array(1 << 14);
  /** Where each begins; the last one ends where the next is to begin. */
  #starts = new Uint32Array(FEWEST_SLOTS / 2 + 1);
  #size = 0;
  /** By hash, or the next one that was free: the number of a word, counted from 1. Half of them stay free. */
  #slots = new Uint32Array(FEWEST_SLOTS);

  get size(): number {
    return this.#size;
  }

  /** The number of a word, counted from 0 in the order of first sight. */
  numberOf(word: string): number {
    const start = this.#reserve(word.length);
    for (let i = 0; i < word.length; i++) this.#units[start + i] = word.charCodeAt(i);
    return this.#close(start + word.length, hashOf(word));
  }

  /** That of the letters and digits of an ASCII text, folded, as one word. */
  numberOfLetters(text: string): number {
    let [end, hash] = [this.#reserve(text.length), HASH_SEED];
    const units = this.#units;
    for (let i = 0; i < text.length; i++) {
      const letter = FOLDED_ASCII[text.charCodeAt(i)] ?? 0;
      if (letter === 0) continue;
      units[end++] = letter;
      hash = hashWith(hash, letter);
    }
    return this.#close(end, hash);
  }

  /** The number of the word that two others make without the hyphen between them. */
  joined(first: number, second: number): number {
    const [from, middle] = [this.#starts[first] ?? 0, this.#starts[first + 1] ?? 0];
    const [next, to] = [this.#starts[second] ?? 0, this.#starts[second + 1] ?? 0];
    const start = this.#reserve(middle - from + to - next);
    this.#units.copyWithin(start, from, middle);
    this.#units.copyWithin(start + middle - from, next, to);
    const end = start + middle - from + to - next;
    return this.#close(end, this.#hashOf(start, end));
  }

  /** Calls `visit` with the number of each word of an ASCII text, folded, and whether just a hyphen stands before it. */
  scan(text: string, visit: (number: number, isHyphened: boolean) => void): void {
    let start = this.#reserve(text.length);
    let end = start;
    let hash = HASH_SEED;
    let gap = 1;
    let isHyphen = false;
    for (let i = 0; i <= text.length; i++) {
      const unit = i < text.length ? text.charCodeAt(i) : 0;
      const folded = OF_WORDS[unit] ?? 0;
      if (folded > 0) {
        this.#units[end++] = folded;
        hash = hashWith(hash, folded);
      } else {
        if (end > start) {
          visit(this.#close(end, hash), gap === 1 && isHyphen);
          hash = HASH_SEED;
          start = end = this.#reserve(text.length - i);
          gap = 0;
        }
        gap++;
        isHyphen = unit === HYPHEN;
      }
    }
  }

  /** Where the next word is written: behind the known ones, where it stays if it is new. */
  #reserve(length: number): number {
    const start = this.#starts[this.#size] ?? 0;
    if (start + length > this.#units.length) {
      const wider = new Uint16Array(2 * (start + length));
      wider.set(this.#units);
      this.#units = wider;
    }
    return start;
  }

  /** The number of the word that was written up to `end`. */
  #close(end: number, hash: number): number {
    const [slots, start] = [this.#slots, this.#starts[this.#size] ?? 0];
    const mask = slots.length - 1;
    let slot = slotOf(hash, mask);
    for (let known = slots[slot] ?? 0; known > 0; known = slots[slot] ?? 0) {
      if (this.#isSame(known - 1, start, end)) return known - 1;
      slot = (slot + 1) & mask;
    }
    slots[slot] = ++this.#size;
    this.#starts[this.#size] = end;
    if (2 * this.#size === slots.length) this.#widen();
    return this.#size - 1;
  }

  /** The numbers of all words in the order of their units, in steps. */
  sorted(): Generator<void, Uint32Array> {
    return sortWords({ units: this.#units, starts: this.#starts, size: this.size });
  }

  /** The words of these numbers, which are in the order of the words' units. */
  inOrder(numbers: Uint32Array): SortedWords {
    const length = this.#starts[this.size] ?? 0;
    const units = new Uint16Array(length);
    const starts = new Uint32Array(numbers.length + 1);
    let end = 0;
    for (let i = 0; i < numbers.length; i++) {
      const [from, to] = [
        this.#starts[numbers[i] ?? 0] ?? 0,
        this.#starts[(numbers[i] ?? 0) + 1] ?? 0,
      ];
      for (let at = from; at < to; at++) units[end++] = this.#units[at] ?? 0;
      starts[i + 1] = end;
    }
    const chunks: string[] = [];
    for (let at = 0; at < end; at += CHUNK)
      chunks.push(textOf(units.subarray(at, Math.min(at + CHUNK, end))));
    return new SortedWords(chunks.join(''), starts);
  }

  #isSame(number: number, from: number, to: number): boolean {
    const start = this.#starts[number] ?? 0;
    if ((this.#starts[number + 1] ?? 0) - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++)
      if (this.#units[i] !== this.#units[at]) return false;
    return true;
  }

  #widen(): void {
    const slots = new Uint32Array(4 * this.#slots.length);
    const mask = slots.length - 1;
    for (let i = 0; i < this.#size; i++) {
      let slot = slotOf(this.#hashOf(this.#starts[i] ?? 0, this.#starts[i + 1] ?? 0), mask);
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = i + 1;
    }
    const starts = new Uint32Array(slots.length / 2 + 1);
    starts.set(this.#starts);
    [this.#slots, this.#starts] = [slots, starts];
  }

  #hashOf(from: number, to: number): number {
    let hash = HASH_SEED;
    for (let i = from; i < to; i++) hash = hashWith(hash, this.#units[i] ?? 0);
    return hash;
  }
}

/** `apply` takes what has a length and numbers, although its type says arrays; spreading is five times slower. */
function textOf(units: Uint16Array): string {
  return String.fromCharCode.apply(null, units as unknown as number[]);
}

// Owns hashes of letters, and a table from them to numbers at twelve bytes a pair.
import { FOLDED_ASCII } from '../../text/fold';
import type { Numbers } from './numbers';

/** Of the hash FNV-1a: begin with the seed, add unit by unit. */
export const HASH_SEED = 0x811c9dc5;

export function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

export function hashOf(letters: string, seed = HASH_SEED): number {
  let hash = seed;
  for (let i = 0; i < letters.length; i++) hash = hashWith(hash, letters.charCodeAt(i));
  return hash;
}

/** The same of the letters and digits alone of a text in ASCII, folded. */
export function hashOfLetters(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    const letter = FOLDED_ASCII[text.charCodeAt(i)] ?? 0;
    if (letter > 0) hash = hashWith(hash, letter);
  }
  return hash;
}

/** Its low bits tell hashes apart, as those of FNV alone do not. */
export function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

/** Never changed. What two hashes share by chance is for the caller to tell apart. */
export class HashTable {
  readonly #starts: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #numbers: Uint32Array;

  /** Linear: pairs are laid out by slot. */
  constructor(hashes: Numbers, numbers: Numbers) {
    const [allHashes, allNumbers] = [hashes.all, numbers.all];
    let slots = 1;
    while (slots < allHashes.length) slots *= 2;
    this.#starts = new Uint32Array(slots + 1);
    this.#hashes = new Uint32Array(allHashes.length);
    this.#numbers = new Uint32Array(allHashes.length);
    const mask = slots - 1;
    for (const hash of allHashes) count(this.#starts, slotOf(hash, mask) + 1);
    for (let i = 1; i <= slots; i++)
      this.#starts[i] = (this.#starts[i] ?? 0) + (this.#starts[i - 1] ?? 0);
    const free = this.#starts.slice();
    allHashes.forEach((hash, i) => {
      const at = count(free, slotOf(hash, mask)) - 1;
      this.#hashes[at] = hash;
      this.#numbers[at] = allNumbers[i] ?? 0;
    });
  }

  /** Hashes that several numbers have, with these in the order given. Linear. */
  shared(): { readonly hash: number; readonly numbers: number[] }[] {
    const found: { readonly hash: number; readonly numbers: number[] }[] = [];
    for (let slot = 0; slot + 1 < this.#starts.length; slot++) {
      const [from, to] = [this.#starts[slot] ?? 0, this.#starts[slot + 1] ?? 0];
      if (to - from < 2) continue;
      const inSlot = new Set(this.#hashes.subarray(from, to));
      if (inSlot.size === to - from) continue;
      for (const hash of inSlot) found.push({ hash, numbers: this.find(hash) });
    }
    return found.filter(({ numbers }) => numbers.length > 1);
  }

  /** The numbers with this hash, in the order given. */
  find(hash: number): number[] {
    const unsigned = hash >>> 0;
    const slot = slotOf(hash, this.#starts.length - 2);
    const end = this.#starts[slot + 1] ?? 0;
    const found: number[] = [];
    for (let at = this.#starts[slot] ?? 0; at < end; at++)
      if (this.#hashes[at] === unsigned) found.push(this.#numbers[at] ?? 0);
    return found;
  }
}

function count(counts: Uint32Array, at: number): number {
  const next = (counts[at] ?? 0) + 1;
  counts[at] = next;
  return next;
}

// Owns how well the entries of one part answer a query: word by word, then as a whole.
import { findNear } from './nearWords';
import type { Part } from './parts';
import { holdsRuns, type Query, type QueryWord } from './query';
import { entriesOfKeys, PLACE_BITS, PLACE_MASK, type Segment } from './segment';
import { Top, type Candidate } from './top';
import { PLACE } from './words';

/** What a word counts where it stands; elsewhere in titles and in keys, 1. Names tell works apart better than words. */
const WEIGHT_BY_PLACE = new Map([
  [0, 1.1],
  [PLACE.firstAuthor, 1.4],
  [PLACE.author, 1.2],
  [PLACE.year, 0.8],
]);
const WEIGHTS = Float32Array.from(
  { length: PLACE_MASK + 1 },
  (_, place) => WEIGHT_BY_PLACE.get(place) ?? 1,
);
/** What a word counts if it only begins so, or by its wrong letters. */
const BEGINNING = 0.6;
const WRONG = [1, 0.4, 0.25];

/** An entry of a higher grade stands before all of a lower one. */
const GRADE = {
  words: 0, authorsAndYear: 1, phrase: 2, titleBeginning: 3, title: 4, keyBeginning: 5, key: 6,
} as const; // prettier-ignore
/** Scores are sums over words that stay below this; a grade more, and all words instead of some, count as much. */
const GRADE_STEP = 1_000;
/** Places in a title have a bit each up to this one; phrases further on are not told from words. */
const LAST_BIT = 31;

export function isCompleteScore(score: number): boolean {
  return score >= GRADE_STEP;
}

/** Serves one query after another: clear, then look and settle word by word, then best. Linear in the entries. */
export class Matches {
  readonly #part: Part<Segment>;
  readonly #hasHoles: boolean;
  /** By entry: how well it holds the word at hand. */
  readonly #quality: Float32Array;
  readonly #score: Float32Array;
  readonly #words: Uint8Array;
  /** How many words from the first on are authors or the year. */
  readonly #personal: Uint8Array;
  /** Bits: where in the title the words up to the last one, or to the one at hand, end in their order. */
  readonly #phrase: Uint32Array;
  readonly #phraseNext: Uint32Array;
  readonly #grade: Uint8Array;
  #holding = 0;

  constructor(part: Part<Segment>) {
    this.#part = part;
    this.#hasHoles = part.live < part.entries.length;
    const size = part.entries.length;
    [this.#quality, this.#score] = [new Float32Array(size), new Float32Array(size)];
    [this.#words, this.#personal] = [new Uint8Array(size), new Uint8Array(size)];
    [this.#phrase, this.#phraseNext] = [new Uint32Array(size), new Uint32Array(size)];
    this.#grade = new Uint8Array(size);
  }

  clear(): void {
    for (const board of [this.#score, this.#words, this.#personal, this.#phrase, this.#grade])
      board.fill(0);
  }

  /** Looks up word `index` of the query; returns how many entries hold it. Then it is to be settled. */
  look(word: QueryWord, index: number, withTypos: boolean): number {
    const { words } = this.#part.built.postings;
    this.#holding = 0;
    for (const form of word.forms) {
      const [from, to] = words.range(form);
      const whole = from < to && words.lengthOf(from) === form.length ? from + 1 : from;
      this.#scan(from, whole, 1, index);
      if (word.mayGoOn) this.#scan(whole, to, BEGINNING, index);
      if (withTypos && word.mostEdits > 0)
        findNear(words, form, word.mostEdits, (first, end, edits, isWhole) => {
          const wrong = WRONG[edits] ?? 0;
          if (edits > 0) this.#scan(first, end, isWhole ? wrong : wrong * BEGINNING, index);
        });
    }
    return this.#holding;
  }

  /** Adds the word at hand, which counts `weight`. */
  settle(weight: number): void {
    const quality = this.#quality;
    for (let i = 0; i < quality.length; i++) {
      const own = quality[i] ?? 0;
      if (own === 0) continue;
      quality[i] = 0;
      this.#score[i] = (this.#score[i] ?? 0) + own * weight;
      this.#words[i] = (this.#words[i] ?? 0) + 1;
      this.#phrase[i] = this.#phraseNext[i] ?? 0;
      this.#phraseNext[i] = 0;
    }
  }

  /** The best entries, the best first. */
  best(query: Query, limit: number): Candidate[] {
    this.#gradeKeys(query.key);
    const { years, keyRanks } = this.#part.built;
    const top = new Top(limit);
    const [words, grade] = [this.#words, this.#grade];
    for (let i = 0; i < words.length; i++) {
      if (words[i] === 0 && grade[i] === 0) continue;
      const score = this.#scoreOf(i, query);
      if (score > 0)
        top.offer({ score, year: years[i] ?? 0, keyRank: keyRanks[i] ?? 0, number: i });
    }
    return top.items;
  }

  /** Entries that hold words [from, to) take `factor` as their quality, if they have no better one. */
  #scan(from: number, to: number, factor: number, index: number): void {
    const { starts, values } = this.#part.built.postings;
    const end = starts[to] ?? 0;
    for (let at = starts[from] ?? 0; at < end; at++) {
      const posting = values[at] ?? 0;
      const number = posting >>> PLACE_BITS;
      const place = posting & PLACE_MASK;
      const own = factor * (WEIGHTS[place] ?? 0);
      const known = this.#quality[number] ?? 0;
      if (known === 0 && (!this.#hasHoles || this.#part.entries[number])) this.#holding++;
      if (own > known) this.#quality[number] = own;
      if (place <= LAST_BIT) this.#goOn(number, place, index);
      else if (isPersonal(place) && this.#personal[number] === index)
        this.#personal[number] = index + 1;
    }
  }

  /** Word `index` stands at a place of a title: where the words before it end just there, the phrase goes on. */
  #goOn(number: number, place: number, index: number): void {
    const before = index === 0 ? -1 : (this.#phrase[number] ?? 0) << 1;
    this.#phraseNext[number] = (this.#phraseNext[number] ?? 0) | (before & (1 << place));
  }

  #gradeKeys(key: string): void {
    const { words } = this.#part.built.keys;
    if (key === '') return;
    const [from, to] = words.range(key);
    const isWhole = from < to && words.lengthOf(from) === key.length;
    for (const number of entriesOfKeys(this.#part.built, from, to))
      this.#grade[number] = GRADE.keyBeginning;
    if (isWhole)
      for (const number of entriesOfKeys(this.#part.built, from, from + 1))
        this.#grade[number] = GRADE.key;
  }

  /** 0 where the entry is gone. */
  #scoreOf(number: number, { words, runs }: Query): number {
    const entry = this.#part.entries[number];
    if (!entry) return 0;
    const score = this.#score[number] ?? 0;
    const held = (this.#words[number] ?? 0) / words.length;
    const byKey = this.#grade[number] ?? 0;
    const isComplete = held === 1 && (runs.length === 0 || holdsRuns(entry, runs));
    if (byKey === 0 && !isComplete) return score * held * held;
    return GRADE_STEP * (1 + (byKey || this.#gradeOf(number, words.length))) + score;
  }

  /** Of an entry that holds all `count` words. */
  #gradeOf(number: number, count: number): number {
    if (count < 2) return GRADE.words;
    const phrase = this.#phrase[number] ?? 0;
    if ((phrase >>> (count - 1)) & 1)
      return this.#part.built.titleLengths[number] === count ? GRADE.title : GRADE.titleBeginning;
    if (phrase !== 0) return GRADE.phrase;
    return this.#personal[number] === count ? GRADE.authorsAndYear : GRADE.words;
  }
}

function isPersonal(place: number): boolean {
  return place >= PLACE.firstAuthor && place <= PLACE.year;
}

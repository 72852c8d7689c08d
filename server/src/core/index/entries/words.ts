// Owns which words an entry is found by, and where in it each stands.
import type { Entry } from '../../library/entry';
import { fold, foldUmlauts, isPlainAscii, lettersOf } from '../../text/fold';
import { wordsOf } from '../../text/words';
import { british, type WordTable } from './wordTable';

/** Where a word stands in an entry: its number in the title, or one of these. Fits a byte. */
export const PLACE = { lastOfTitle: 239, firstAuthor: 240, author: 241, year: 242, key: 243 };

/** Scripts without spaces between words, as far as folding leaves them: cut into pairs, so that any part is found. */
const SPACELESS =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u;
const FIRST_SPACELESS = '\u0e00';

/** Longer keys are nobody's typing: an entry with one is found by what else it says. */
const LONGEST_KEY = 1_000;

/** Keys are compared by their letters and digits: `DBLP:conf/nips/He15`, `dblp-conf-nips-he15`. */
export function foldedKey(key: string): string {
  return fold(lettersOf(withinReason(key)));
}

/** The number of the folded key among words, which need not be made for most keys. */
export function numberOfKey(table: WordTable, key: string): number {
  const known = withinReason(key);
  return isPlainAscii(known) ? table.numberOfLetters(known) : table.numberOf(foldedKey(known));
}

function withinReason(key: string): string {
  return key.length > LONGEST_KEY ? '' : key;
}

/** Reads entry by entry which words stand in it, and where, each in all its spellings. */
export class EntryReader {
  readonly #table: WordTable;
  readonly #visit: (word: number, place: number) => void;
  /** Of the text at hand: where its first word stands, and how far behind it each further one. */
  #place = 0;
  #step: 0 | 1 = 0;
  #count = 0;
  #previous = 0;

  constructor(table: WordTable, visit: (word: number, place: number) => void) {
    [this.#table, this.#visit] = [table, visit];
  }

  /** Returns the number of words in the title. */
  read({ title, authors, year, key, aliases }: Entry): number {
    const titleWords = this.#readText(title, 0, 1);
    for (let i = 0; i < authors.length; i++)
      this.#readText(authors[i] ?? '', i === 0 ? PLACE.firstAuthor : PLACE.author, 0);
    if (year !== undefined) this.#readText(String(year), PLACE.year, 0);
    this.#readText(withinReason(key), PLACE.key, 0);
    for (const alias of aliases) this.#readText(withinReason(alias), PLACE.key, 0);
    return titleWords;
  }

  #readText(text: string, place: number, step: 0 | 1): number {
    [this.#place, this.#step, this.#count] = [place, step, 0];
    // The same words either way, but most texts are plain, and then it is ten times as fast.
    if (isPlainAscii(text)) this.#table.scan(text, this.#take);
    else this.#readOther(text);
    return this.#count;
  }

  #readOther(text: string): void {
    for (const word of wordsOf(text)) {
      if (isSpaceless(word.folded)) {
        for (const pair of pairsOf(word.folded)) this.#take(this.#table.numberOf(pair), false);
        continue;
      }
      const spelledOut = foldUmlauts(text.slice(word.start, word.end));
      if (spelledOut !== undefined)
        this.#visit(this.#table.numberOf(british(spelledOut)), this.#placeOf(0));
      this.#take(this.#table.numberOf(british(word.folded)), word.gapBefore === 'hyphen');
    }
  }

  /** Joined over a hyphen, two words stand where the first does. */
  readonly #take = (word: number, isHyphened: boolean): void => {
    this.#visit(word, this.#placeOf(0));
    if (isHyphened) this.#visit(this.#table.joined(this.#previous, word), this.#placeOf(-1));
    this.#previous = word;
    this.#count++;
  };

  #placeOf(ahead: number): number {
    if (this.#step === 0) return this.#place;
    return Math.min(this.#place + this.#count + ahead, PLACE.lastOfTitle);
  }
}

export function isSpaceless(folded: string): boolean {
  return folded >= FIRST_SPACELESS && SPACELESS.test(folded);
}

/** Each unit of a run with the next one, the last one alone. */
export function pairsOf(run: string): string[] {
  return Array.from({ length: run.length }, (_, i) => run.slice(i, i + 2));
}

// Owns what stands between the braces of an item, sound or broken: its fields, and what is wrong there.
import { breaksOff, closeOfBraces, closeOfQuotes, matches } from './delimiters';
import type { ScannedField, ScannedItem } from './item';
import { endOfBroken } from './recovery';
import { scanKey } from './scanKey';
import {
  AT,
  BRACE,
  CLOSING_BRACE,
  CLOSING_PARENTHESIS,
  COMMA,
  EQUALS,
  HASH,
  QUOTE,
  endOfWord,
  skipBlanks,
  trimEnd,
} from './signs';

/** Fields behind the brace that closes the entry, as a brace too many leaves them. */
const GOES_ON = /\s*,\s*[a-z][\w-]*\s*=\s*["{\w]/iy;

/** So many are told of one item: an item that is no item at all has thousands. */
const MOST_PROBLEMS = 20;

interface Value {
  readonly start: number;
  readonly end: number;
  readonly isPlain: boolean;
}

/** Goes through one item from its opening brace on; `#at` only ever moves forward, but for one recovery. */
export class BodyScanner {
  readonly #text: string;
  readonly #item: ScannedItem;
  readonly #closer: number;
  #at: number;
  /** A value without an end was found. Only the first is mended: each costs a look at all that follows. */
  #isBroken = false;

  constructor(text: string, item: ScannedItem, open: number) {
    this.#text = text;
    this.#item = item;
    this.#closer = text.charCodeAt(open) === BRACE ? CLOSING_BRACE : CLOSING_PARENTHESIS;
    this.#at = open + 1;
  }

  scan(): void {
    const { kind } = this.#item;
    if (kind === 'entry') this.#at = scanKey(this.#text, this.#item, this.#at, this.#closer);
    while (this.#step());
    this.#item.end = this.#at;
  }

  /** Goes past one field or sign; false behind the last. */
  #step(): boolean {
    const at = (this.#at = skipBlanks(this.#text, this.#at));
    if (this.#isOver(at)) return this.#mendLast(at) || this.#giveUp();
    const sign = this.#text.charCodeAt(at);
    if (sign === COMMA) this.#at++;
    else if (sign === this.#closer) return this.#close();
    else if (this.#item.kind === 'preamble') this.#at = Math.max(at + 1, this.#value(at).end);
    else this.#fieldOrStray(at);
    return true;
  }

  #giveUp(): false {
    const { kind, start, typeEnd } = this.#item;
    this.#item.isClosed = false;
    if (!this.#isBroken) this.#tell(`This ${kind} is never closed.`, start, typeEnd);
    return false;
  }

  #close(): boolean {
    this.#at++;
    if (!matches(GOES_ON, this.#text, this.#at)) return false;
    this.#tell('This closes the entry too early: fields follow.', this.#at - 1, this.#at);
    return true;
  }

  #fieldOrStray(at: number): void {
    const end = endOfWord(this.#text, at);
    const equals = skipBlanks(this.#text, end);
    if (end > at && this.#text.charCodeAt(equals) === EQUALS) this.#field(at, end, equals);
    else this.#stray(at);
  }

  #field(nameStart: number, nameEnd: number, equals: number): void {
    const { start, end, isPlain } = this.#value(equals + 1);
    const field = { nameStart, nameEnd, valueStart: start, valueEnd: end, isPlain };
    this.#item.fields.push(field);
    const next = skipBlanks(this.#text, end);
    const sign = this.#text.charCodeAt(next);
    this.#at = end;
    if (start === end) {
      const name = this.#text.slice(nameStart, nameEnd);
      this.#tell(`"${name}" has no value.`, nameStart, nameEnd);
    } else if (sign === COMMA || sign === this.#closer || this.#isOver(next)) {
      this.#at = next;
    } else if (this.#text.charCodeAt(start) === QUOTE && this.#mend(field, start, next)) {
      // The quote that closed it belongs to the value of a later field.
    } else if (this.#isField(next)) {
      const name = this.#text.slice(next, endOfWord(this.#text, next));
      this.#tell(`A comma is missing before "${name}".`, next, next + name.length);
    }
  }

  /** The pieces that `#` joins. The value is empty where there is none. */
  #value(from: number): Value {
    const start = skipBlanks(this.#text, from);
    let at = start;
    for (;;) {
      const sign = this.#text.charCodeAt(at);
      const end = this.#pieceEnd(at, sign);
      if (end < 0) return { start, end: this.#brokenEnd(at, ~end), isPlain: false };
      const next = skipBlanks(this.#text, end);
      const isText = sign === BRACE || sign === QUOTE;
      const isName = !isText && this.#text.charCodeAt(next) === EQUALS;
      const isMissing = end === at || isName;
      if (isMissing && at === start) return { start: from, end: from, isPlain: false };
      if (isMissing) this.#tell('A value is missing behind "#".', start, at);
      if (this.#text.charCodeAt(next) !== HASH) {
        return { start, end, isPlain: at === start && isText };
      }
      at = skipBlanks(this.#text, next + 1);
    }
  }

  #pieceEnd(at: number, sign: number): number {
    if (sign === BRACE) return closeOfBraces(this.#text, at);
    return sign === QUOTE ? closeOfQuotes(this.#text, at) : endOfWord(this.#text, at);
  }

  #brokenEnd(open: number, stop: number): number {
    const end = this.#mendedEnd(open, stop);
    if (end !== undefined) return end;
    this.#isBroken = true;
    this.#tellUnclosed(open);
    return trimEnd(this.#text, open, stop);
  }

  /** The brace that closes an entry closes its last value instead where that one's own is missing. */
  #mendLast(stop: number): boolean {
    const field = this.#item.fields.at(-1);
    if (!field || this.#text.charCodeAt(field.valueStart) !== BRACE) return false;
    return this.#mend(field, field.valueStart, stop);
  }

  /** Ends the value before the next line with a field, if there is one before `stop`, and goes back there. */
  #mend(field: ScannedField, open: number, stop: number): boolean {
    const end = this.#mendedEnd(open, Math.min(stop, field.valueEnd));
    if (end === undefined) return false;
    this.#item.reach = Math.max(this.#item.reach, stop);
    field.valueEnd = this.#at = end;
    field.isPlain = false;
    return true;
  }

  #mendedEnd(open: number, stop: number): number | undefined {
    const end = this.#isBroken ? undefined : endOfBroken(this.#text, open, stop);
    if (end === undefined) return undefined;
    this.#isBroken = true;
    this.#tellUnclosed(open);
    this.#item.reach = Math.max(this.#item.reach, stop);
    return end;
  }

  /** Passes what is no field, up to the next field, comma or end. */
  #stray(start: number): void {
    let at = start;
    while (at < this.#text.length) {
      const sign = this.#text.charCodeAt(at);
      if (sign === COMMA || sign === this.#closer || this.#isOver(at)) break;
      if (sign === BRACE) {
        const close = closeOfBraces(this.#text, at);
        at = close < 0 ? ~close : close;
      } else if (at > start && this.#isField(at)) break;
      else at = skipBlanks(this.#text, Math.max(at + 1, endOfWord(this.#text, at)));
    }
    this.#tell(
      '"name = {value}" was expected here.',
      start,
      Math.max(start + 1, trimEnd(this.#text, start, at)),
    );
    this.#at = at;
  }

  #isField(at: number): boolean {
    const end = endOfWord(this.#text, at);
    return end > at && this.#text.charCodeAt(skipBlanks(this.#text, end)) === EQUALS;
  }

  #isOver(at: number): boolean {
    if (at >= this.#text.length) return true;
    return this.#text.charCodeAt(at) === AT && breaksOff(this.#text, at);
  }

  #tellUnclosed(open: number): void {
    const what = this.#text.charCodeAt(open) === QUOTE ? 'quote' : 'brace';
    this.#tell(`This ${what} is never closed.`, open, open + 1);
  }

  #tell(message: string, start: number, end: number): void {
    const { problems } = this.#item;
    if (problems.length < MOST_PROBLEMS) problems.push({ code: 'syntax', message, start, end });
  }
}

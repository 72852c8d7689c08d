// Owns where one JSON object and its members begin and end. It looks at nothing behind the object.
import type { Span } from '../../text/span';

/** Spans as they stand in the text; that of the name is without its quotes. */
export interface Member {
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

export type ScannedObject =
  | { readonly isWhole: true; readonly end: number; readonly members: readonly Member[] }
  | {
      readonly isWhole: false;
      /** What is wrong shows here or soon after it; from here on an entry may begin. */
      readonly brokenAt: number;
      /** An object inside is an entry, so this one lacks its end or is no entry itself. */
      readonly isAround: boolean;
    };

/** No entry is nested so deep. */
const DEEPEST = 100;
const [QUOTE, COMMA, COLON, BACKSLASH] = [34, 44, 58, 92];
const [BRACE, CLOSING_BRACE, BRACKET, CLOSING_BRACKET] = [123, 125, 91, 93];
const DELIMITERS = new Set([QUOTE, COMMA, COLON, BRACE, CLOSING_BRACE, BRACKET, CLOSING_BRACKET]);
/** Marks of an object that has an `id` and a `type`. */
const [HAS_ID, HAS_TYPE] = [1, 2];

/**
 * Scans from the `{` at `start`. Text that cannot be JSON ends the scan where that shows, so that a missing quote or
 * bracket costs little more than its own entry. Linear in what is scanned. Never throws.
 */
export function scanObject(text: string, start: number): ScannedObject {
  return new ObjectScan(text, start).run();
}

/** The last member of that name, which is the one that JSON.parse takes. */
export function memberNamed(
  text: string,
  members: readonly Member[],
  name: string,
): Member | undefined {
  return members.filter(({ nameSpan }) => isText(text, nameSpan, name)).at(-1);
}

/** The closing quote of a string, or -1. */
function closingQuote(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === BACKSLASH) start--;
  return (at - start) % 2 === 1;
}

/** Behind a number or word. Whether it is one of JSON's is for JSON.parse to say. */
function literalEnd(text: string, start: number): number {
  let end = start;
  for (let code = text.charCodeAt(end); code > 32; code = text.charCodeAt(++end))
    if (DELIMITERS.has(code)) break;
  return end;
}

function isText(text: string, { start, end }: Span, expected: string): boolean {
  return end - start === expected.length && text.startsWith(expected, start);
}

/** An object or array that is not closed yet. */
interface Nesting {
  readonly closing: number;
  readonly start: number;
  marks: number;
}

class ObjectScan {
  readonly #text: string;
  readonly #members: Member[] = [];
  readonly #nestings: Nesting[] = [];
  #innermost: Nesting | undefined;
  #at: number;
  #previous: 'opening' | 'comma' | 'colon' | 'name' | 'value' = 'colon';
  #lastString: number;
  #name: Span | undefined;
  #valueStart = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
    this.#lastString = start;
  }

  run(): ScannedObject {
    do {
      const broken = this.#step();
      if (broken) return broken;
    } while (this.#nestings.length > 0);
    return { isWhole: true, end: this.#at, members: this.#members };
  }

  #step(): ScannedObject | undefined {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9)
      code = this.#text.charCodeAt(++this.#at);
    switch (code) {
      case QUOTE:
        return this.#string();
      case BRACE:
      case BRACKET:
        return this.#open(code);
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        return this.#close(code);
      case COLON:
        return this.#separator('name', 'colon');
      case COMMA:
        return this.#separator('value', 'comma');
      default:
        return this.#literal();
    }
  }

  #string(): ScannedObject | undefined {
    const start = this.#at;
    const end = closingQuote(this.#text, start);
    this.#lastString = start;
    if (end < 0) return this.#broken();
    if (this.#expectsName()) {
      this.#takeName({ start: start + 1, end });
      this.#at = end + 1;
      return undefined;
    }
    return this.#value(end + 1);
  }

  #takeName(name: Span): void {
    this.#previous = 'name';
    if (this.#nestings.length === 1) this.#name = name;
    const nesting = this.#innermost;
    if (!nesting) return;
    if (isText(this.#text, name, 'id')) nesting.marks |= HAS_ID;
    if (isText(this.#text, name, 'type')) nesting.marks |= HAS_TYPE;
  }

  #literal(): ScannedObject | undefined {
    const end = literalEnd(this.#text, this.#at);
    return end > this.#at ? this.#value(end) : this.#broken();
  }

  /** A value that is neither object nor array. */
  #value(end: number): ScannedObject | undefined {
    if (!this.#expectsValue()) return this.#broken();
    this.#beginValue();
    this.#at = end;
    this.#endValue();
    return undefined;
  }

  #open(code: number): ScannedObject | undefined {
    if (!this.#expectsValue() || this.#nestings.length >= DEEPEST) return this.#broken();
    this.#beginValue();
    const closing = code === BRACE ? CLOSING_BRACE : CLOSING_BRACKET;
    this.#innermost = { closing, start: this.#at, marks: 0 };
    this.#nestings.push(this.#innermost);
    this.#previous = 'opening';
    this.#at++;
    return undefined;
  }

  #close(code: number): ScannedObject | undefined {
    const nesting = this.#innermost;
    const isComplete = this.#previous === 'value' || this.#previous === 'opening';
    if (nesting?.closing !== code || !isComplete) return this.#broken();
    this.#nestings.pop();
    this.#innermost = this.#nestings[this.#nestings.length - 1];
    const isInArray = this.#innermost?.closing === CLOSING_BRACKET;
    if (isInArray && nesting.marks === (HAS_ID | HAS_TYPE))
      return { isWhole: false, brokenAt: nesting.start, isAround: true };
    this.#at++;
    this.#endValue();
    return undefined;
  }

  #separator(after: 'name' | 'value', next: 'colon' | 'comma'): ScannedObject | undefined {
    if (this.#previous !== after) return this.#broken();
    this.#previous = next;
    this.#at++;
    return undefined;
  }

  #expectsName(): boolean {
    const isInObject = this.#innermost?.closing === CLOSING_BRACE;
    return isInObject && (this.#previous === 'opening' || this.#previous === 'comma');
  }

  #expectsValue(): boolean {
    if (this.#previous === 'colon') return true;
    const isInArray = this.#innermost?.closing === CLOSING_BRACKET;
    return isInArray && (this.#previous === 'opening' || this.#previous === 'comma');
  }

  #beginValue(): void {
    if (this.#nestings.length === 1) this.#valueStart = this.#at;
  }

  #endValue(): void {
    this.#previous = 'value';
    if (this.#nestings.length !== 1 || !this.#name) return;
    const valueSpan = { start: this.#valueStart, end: this.#at };
    this.#members.push({ nameSpan: this.#name, valueSpan });
  }

  /** A quote may be missing, then the last string began where none should: it is looked into. */
  #broken(): ScannedObject {
    return { isWhole: false, brokenAt: this.#lastString, isAround: false };
  }
}

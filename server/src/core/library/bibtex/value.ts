// Owns the pieces of a value, and the text that they make.
import type { Span } from '../../text/span';
import { closeOfBraces, closeOfQuotes } from './delimiters';
import type { ScannedField } from './item';
import { BRACE, HASH, QUOTE, endOfWord, skipBlanks } from './signs';

/** Text in braces or quotes, or a number: what counts lies in the span. Or the name of a string. */
export interface Piece extends Span {
  readonly isName: boolean;
}

/** What a string's name stands for, with its TeX; undefined where it is not known. */
export type StringText = (name: string) => string | undefined;

/** Gives the value of a field by its name in lower case, with its TeX. */
export type FieldText = (name: string) => string | undefined;

const NUMBER = /^\d/;

/** The pieces between `start` and `end`, which `#` joins. */
export function piecesOf(text: string, { start, end }: Span): Piece[] {
  const value = text.slice(0, end);
  const pieces: Piece[] = [];
  let at = skipBlanks(value, start);
  while (at < end) {
    const sign = value.charCodeAt(at);
    const isText = sign === BRACE || sign === QUOTE;
    let close = endOfWord(value, at);
    if (isText) close = sign === BRACE ? closeOfBraces(value, at) : closeOfQuotes(value, at);
    if (close === at) break;
    pieces.push(piece(value, at, close, isText));
    const next = skipBlanks(value, close < 0 ? end : close);
    if (value.charCodeAt(next) !== HASH) break;
    at = skipBlanks(value, next + 1);
  }
  return pieces;
}

/** One that is not closed runs to the end of the value. */
function piece(value: string, at: number, close: number, isText: boolean): Piece {
  if (!isText) return { start: at, end: close, isName: !NUMBER.test(value.slice(at, close)) };
  return { start: at + 1, end: close < 0 ? value.length : close - 1, isName: false };
}

/** The value with its TeX. A name that nothing is known of adds nothing. */
export function rawValue(text: string, field: ScannedField, string: StringText): string {
  const { valueStart, valueEnd } = field;
  if (field.isPlain) return text.slice(valueStart + 1, valueEnd - 1);
  return joined(text, { start: valueStart, end: valueEnd }, string);
}

export function joined(text: string, value: Span, string: StringText): string {
  return piecesOf(text, value)
    .map(({ start, end, isName }) => {
      const read = text.slice(start, end);
      return isName ? (string(read.toLowerCase()) ?? '') : read;
    })
    .join('');
}

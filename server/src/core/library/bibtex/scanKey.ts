// Owns the key of an entry: where it ends, and what is wrong with it.
import { breaksOff, matches } from './delimiters';
import type { ScannedItem } from './item';
import { AT, BRACE, COMMA, isBlank, isLineEnd, skipBlanks, trimEnd } from './signs';

const FIELD = /[a-z][\w-]*\s*=/iy;
const INNER_BLANK = /\s/;

/** Reads the key behind the opening brace; gives where to go on. Any signs are taken that cannot end it. */
export function scanKey(text: string, item: ScannedItem, from: number, closer: number): number {
  const start = skipBlanks(text, from);
  item.keyStart = item.keyEnd = start;
  const isField = matches(FIELD, text, start);
  const isOver = text.charCodeAt(start) === AT && breaksOff(text, start);
  const end = isField || isOver ? start : endOfKeyLine(text, start, closer);
  const isWhole = text.charCodeAt(end) === COMMA;
  item.keyEnd = isWhole ? trimEnd(text, start, end) : firstBlank(text, start, end);
  if (item.keyEnd === start) {
    const message = 'This entry has no key: nothing can cite it.';
    item.problems.push({ code: 'syntax', message, start: item.start, end: item.typeEnd });
    return start;
  }
  const span = { start, end: item.keyEnd };
  const key = text.slice(start, item.keyEnd);
  if (INNER_BLANK.test(key)) {
    item.problems.push({ code: 'syntax', message: 'A key cannot hold blanks.', ...span });
  }
  const next = skipBlanks(text, item.keyEnd);
  const isClosed = next >= text.length || text.charCodeAt(next) === closer;
  if (!isWhole && !isClosed && text.charCodeAt(next) !== COMMA) {
    const message = `A comma is missing behind the key "${key}".`;
    item.problems.push({ code: 'syntax', message, ...span });
  }
  return item.keyEnd;
}

function endOfKeyLine(text: string, start: number, closer: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === COMMA || sign === BRACE || sign === closer || isLineEnd(sign)) break;
  }
  return at;
}

function firstBlank(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

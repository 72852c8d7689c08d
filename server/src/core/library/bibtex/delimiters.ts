// Owns where braces and quotes end, and where a broken one is given up: at the next item that begins a line.
import { AT, BACKSLASH, BRACE, CLOSING_BRACE, QUOTE, isLineEnd } from './signs';

/** Something that begins an item, whatever stands before it on its line. */
const HEAD = /@[a-z][\w:.+-]*\s*(?:\{|\(\s*[^\s,(){}"=]+\s*[,=])/iy;
/** What begins an item even inside of another, where a text with an `@` would be no surprise. */
const INNER_HEAD =
  /@(?:(?:string|preamble|comment)[ \t]*[{(]|[a-z][\w:.+-]*[ \t]*(?:\{(?:\s*[^\s,(){}"=][^,(){}"=\r\n]*(?:[,=\r\n]|$)|\s*,|[ \t]*(?:[\r\n]|$))|\(\s*[^\s,(){}"=]+\s*[,=]))/iy;
/** A quote behind a backslash ends a value all the same where one of these follows; else it is an accent. */
const BEHIND_VALUE = /[ \t]*(?:[,#})\r\n]|$)/y;

/** Values of the common form, which the engine of expressions passes several times faster than a loop. */
const PLAIN_BRACES = /\{[^{}@]*\}/y;
const PLAIN_QUOTES = /"[^"{}@\\]*"/y;

/** Whether an item begins at the `@` of `at`, outside of any other. */
export function isHead(text: string, at: number): boolean {
  return matches(HEAD, text, at);
}

/** Whether the `@` of `at` ends all that is open: an item begins there, and the line with it. */
export function breaksOff(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isSpace(text.charCodeAt(before))) before--;
  return (before < 0 || isLineEnd(text.charCodeAt(before))) && matches(INNER_HEAD, text, at);
}

/**
 * The offset behind the brace that closes the one at `open`; if there is none, the complement (`~`) of the
 * offset up to which it was looked for. Braces count behind a backslash, too, as for BibTeX and biber. Items
 * break it off from the offset `breakFrom` on.
 */
export function closeOfBraces(text: string, open: number, breakFrom = open): number {
  if (matches(PLAIN_BRACES, text, open)) return PLAIN_BRACES.lastIndex;
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === BRACE) depth++;
    else if (sign === CLOSING_BRACE) {
      if (--depth === 0) return at + 1;
    } else if (sign === AT && at >= breakFrom && breaksOff(text, at)) return ~at;
  }
  return ~text.length;
}

/** As {@link closeOfBraces}. A brace that closes the entry around the quotes shows that they are not closed. */
export function closeOfQuotes(text: string, open: number): number {
  if (matches(PLAIN_QUOTES, text, open)) return PLAIN_QUOTES.lastIndex;
  let depth = 0;
  for (let at = open + 1; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === BRACE) depth++;
    else if (sign === CLOSING_BRACE) {
      if (--depth < 0) return ~at;
    } else if (sign === QUOTE && depth === 0) {
      if (!isAccent(text, at)) return at + 1;
    } else if (sign === AT && breaksOff(text, at)) return ~at;
  }
  return ~text.length;
}

function isAccent(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === BACKSLASH) before--;
  return (quote - before) % 2 === 0 && !matches(BEHIND_VALUE, text, quote + 1);
}

function isSpace(sign: number): boolean {
  return sign === 32 || sign === 9;
}

/** Whether a sticky pattern fits at an offset. */
export function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

// Owns the signs of a .bib file's grammar as character codes, and what lies between two of them.

export const QUOTE = 34;
export const HASH = 35;
export const PERCENT = 37;
export const PARENTHESIS = 40;
export const CLOSING_PARENTHESIS = 41;
export const COMMA = 44;
export const EQUALS = 61;
export const AT = 64;
export const BACKSLASH = 92;
export const BRACE = 123;
export const CLOSING_BRACE = 125;

const NEW_LINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const NO_BREAK_SPACE = 0xa0;
const BYTE_ORDER_MARK = 0xfeff;

export function isBlank(sign: number): boolean {
  return sign <= SPACE || sign === NO_BREAK_SPACE || sign === BYTE_ORDER_MARK;
}

export function isLineEnd(sign: number): boolean {
  return sign === NEW_LINE || sign === CARRIAGE_RETURN;
}

/** Behind the line end that comes next, or the text's end. */
export function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === NEW_LINE) at++;
  return Math.min(at + 1, text.length);
}

/** Behind blanks, and the comments that biber and pandoc know between the parts of an entry. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const sign = text.charCodeAt(at);
    if (sign === PERCENT) at = endOfLine(text, at);
    else if (isBlank(sign)) at++;
    else break;
  }
  return at;
}

/** Before the blanks that end at `end`. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The end of a name, a number or what stands for one. */
export function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWordSign(text.charCodeAt(at))) at++;
  return at;
}

function isWordSign(sign: number): boolean {
  if (sign > AT && sign < BRACE) return true;
  switch (sign) {
    case QUOTE:
    case HASH:
    case PERCENT:
    case PARENTHESIS:
    case CLOSING_PARENTHESIS:
    case COMMA:
    case EQUALS:
    case AT:
    case BRACE:
    case CLOSING_BRACE:
      return false;
    default:
      return !isBlank(sign);
  }
}

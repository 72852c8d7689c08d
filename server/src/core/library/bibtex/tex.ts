// Owns how TeX in a value reads as plain text: accents, commands, quotes, dashes and simple formulas.
import { closeOfBraces } from './delimiters';
import { BACKSLASH, BRACE, CLOSING_BRACE, isBlank } from './signs';
import {
  DROPPED,
  NUMBERED,
  QUOTING,
  SIGN_ACCENTS,
  SIGNS,
  VERBATIM,
  WORDS,
  WORD_ACCENTS,
} from './texCommands';

const DOLLAR = 36;
const APOSTROPHE = 39;
const HYPHEN = 45;
const BACKTICK = 96;
const TILDE = 126;

const MAY_BE_TEX = /[\\$~`]|--|''/;
const BRACES = /[{}]/g;
const IS_UNTIDY = /\s\s|[^\S ]|\p{M}|^\s|\s$/u;
const BLANKS = /\s{2,}|[^\S ]/g;
const REPEATED: ReadonlyMap<string, string> = new Map([
  ['--', '–'],
  ['---', '—'],
  ['`', '‘'],
  ['``', '“'],
  ["'", '’'],
  ["''", '”'],
]);
const FIRST_LETTER = /^\p{L}/u;
/** The letters without a dot are there for accents, which Unicode puts on those with one. */
const DOTTED: ReadonlyMap<string, string> = new Map([
  ['ı', 'i'],
  ['ȷ', 'j'],
]);
const LAST_SIGN = 0x10ffff;
const NON_ASCII = /[^\0-\x7f]/;

/** Plain text in NFC, on one line. Linear; what is no sound TeX stays as it stands, without its braces. */
export function decodeTex(tex: string): string {
  if (MAY_BE_TEX.test(tex)) return tidy(new TexReader(tex).read());
  const text = tex.includes('{') || tex.includes('}') ? tex.replace(BRACES, '') : tex;
  return IS_UNTIDY.test(text) ? tidy(text) : text;
}

/** A value that is no prose, such as a DOI or a URL: only what hides its signs is taken away. */
export function decodeVerbatim(value: string): string {
  if (!/[\\{}\s]/.test(value)) return value;
  return value
    .replace(/\\([a-z]+)\s*/gi, (_, name: string) => WORDS.get(name) ?? '')
    .replace(/\\(\S)(?:\{\})?/g, '$1')
    .replace(/[{}]/g, '')
    .trim();
}

function tidy(text: string): string {
  const line = text.replace(BLANKS, ' ').trim();
  return NON_ASCII.test(line) ? line.normalize('NFC') : line;
}

/** Goes through a text once. Groups need no recursion: only what their ends say is kept. */
class TexReader {
  readonly #tex: string;
  #at = 0;
  #out = '';
  /** Accents that wait for their letter. */
  #marks = '';
  readonly #closers: string[] = [];
  /** What the next group stands in. */
  #closer = '';
  /** Behind a first single quote, apostrophes are quotes, too. */
  #isQuoted = false;

  constructor(tex: string) {
    this.#tex = tex;
  }

  read(): string {
    while (this.#at < this.#tex.length) this.#step();
    return this.#out;
  }

  #step(): void {
    const at = this.#at++;
    switch (this.#tex.charCodeAt(at)) {
      case BACKSLASH:
        return this.#command();
      case BRACE:
        this.#closers.push(this.#closer);
        this.#closer = '';
        return;
      case CLOSING_BRACE:
        this.#marks = '';
        return this.#emit(this.#closers.pop() ?? '');
      case DOLLAR:
        return this.#formula();
      case TILDE:
        return this.#emit(' ');
      case HYPHEN:
      case BACKTICK:
      case APOSTROPHE:
        return this.#repeated(at);
      default:
        return this.#plain(at);
    }
  }

  /** Up to the next sign that means something. */
  #plain(start: number): void {
    // TeX passes blanks between an accent and its letter.
    if (this.#marks !== '' && isBlank(this.#tex.charCodeAt(start))) return;
    while (this.#at < this.#tex.length && !isSpecial(this.#tex.charCodeAt(this.#at))) this.#at++;
    this.#emit(this.#tex.slice(start, this.#at));
  }

  /** Up to three of one sign are one. */
  #repeated(start: number): void {
    const sign = this.#tex[start] ?? '';
    const longest = sign === '-' ? 3 : 2;
    while (this.#at < start + longest && this.#tex[this.#at] === sign) this.#at++;
    if (sign === '`') this.#isQuoted = true;
    const read = this.#tex.slice(start, this.#at);
    this.#emit(read === "'" && !this.#isQuoted ? read : (REPEATED.get(read) ?? read));
  }

  #command(): void {
    const name = this.#name();
    if (name === '') return this.#signCommand();
    while (isBlank(this.#tex.charCodeAt(this.#at))) this.#at++;
    const mark = WORD_ACCENTS.get(name);
    if (mark !== undefined) this.#marks = mark + this.#marks;
    else if (DROPPED.has(name)) this.#group();
    else if (VERBATIM.has(name)) this.#emit(this.#group());
    else if (NUMBERED.has(name)) this.#emit(numbered(this.#group()));
    else if (QUOTING.has(name)) {
      this.#emit('“');
      this.#closer = '”';
    } else this.#emit(WORDS.get(name) ?? '');
  }

  #name(): string {
    const start = this.#at;
    while (isLetter(this.#tex.charCodeAt(this.#at))) this.#at++;
    return this.#tex.slice(start, this.#at);
  }

  #signCommand(): void {
    const sign = this.#tex[this.#at++] ?? '';
    const mark = SIGN_ACCENTS.get(sign);
    if (mark === undefined) return this.#emit(SIGNS.get(sign) ?? sign);
    // An accent over nothing is how its sign itself is written.
    if (this.#tex.startsWith('{}', this.#at)) this.#emit(sign);
    else this.#marks = mark + this.#marks;
  }

  /** What stands in the group that begins here, which is passed; one that is never closed runs to the end. */
  #group(): string {
    if (this.#tex.charCodeAt(this.#at) !== BRACE) return '';
    const start = this.#at;
    const close = closeOfBraces(this.#tex, start, this.#tex.length);
    this.#at = close < 0 ? this.#tex.length : close;
    return this.#tex.slice(start + 1, close < 0 ? this.#at : close - 1);
  }

  /** Without its dollars where it is letters and signs; a dollar alone is one. */
  #formula(): void {
    const start = this.#at;
    let end = start;
    do end = this.#tex.indexOf('$', end) + 1;
    while (end > 0 && this.#tex.charCodeAt(end - 2) === BACKSLASH);
    if (end === 0) return this.#emit('$');
    this.#at = end;
    const text = this.#tex
      .slice(start, end - 1)
      .replace(/\\([A-Za-z]+)\s*/g, (command, name: string) => WORDS.get(name) ?? command);
    this.#emit(/[\\^_{}]/.test(text) ? `$${text}$` : text);
  }

  #emit(text: string): void {
    if (this.#marks === '' || text === '') {
      this.#out += text;
      return;
    }
    this.#out += text.replace(
      FIRST_LETTER,
      (letter) => (DOTTED.get(letter) ?? letter) + this.#marks,
    );
    this.#marks = '';
  }
}

function numbered(number: string): string {
  const sign = /^\d{2,7}$/.test(number) ? Number(number) : Infinity;
  return sign <= LAST_SIGN ? String.fromCodePoint(sign) : '';
}

function isLetter(sign: number): boolean {
  const lower = sign | 0x20;
  return lower >= 97 && lower <= 122;
}

function isSpecial(sign: number): boolean {
  switch (sign) {
    case BACKSLASH:
    case BRACE:
    case CLOSING_BRACE:
    case DOLLAR:
    case TILDE:
    case HYPHEN:
    case BACKTICK:
    case APOSTROPHE:
      return true;
    default:
      return false;
  }
}

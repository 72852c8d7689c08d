// Owns the grammar of a citation key as Pandoc reads it (Text.Pandoc.Parsing, citeKey).

/** What may stand inside a bare key, but neither begin nor end it. */
const INNER = ':.#$%&\\-+?<>~/';
/** The key of all works, which `nocite` knows. */
export const EVERYTHING = '*';

const BARE = new RegExp(
  `[\\p{L}\\p{N}_*](?:[\\p{L}\\p{N}_]|[${INNER}](?=[\\p{L}\\p{N}_])|[:/](?=/))*`,
  'uy',
);
/** Without a limit a row of open braces would cost quadratic time. */
const LONGEST_BRACED = 300;
const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;

export interface CitationKey {
  readonly key: string;
  /** Offset of the key's first character, after `@` or `@{`. */
  readonly start: number;
  /** Offset behind the whole citation: behind the brace, if there is one. */
  readonly end: number;
}

/**
 * An `@` glued to a word is an e-mail address or a handle, one behind a backslash is a mere sign.
 * `at` is the offset of `@`.
 */
export function mayCiteAt(text: string, at: number): boolean {
  return !isEscaped(text, at) && !endsInWord(text, at) && !endsInFullStop(text, at);
}

/** Whether the text before `at` ends in a letter or a digit. */
export function endsInWord(text: string, at: number): boolean {
  return ENDS_IN_WORD.test(text.slice(Math.max(0, at - 2), at));
}

/** Whether it ends in a full stop: a part of a word, which the three of an ellipsis are not. */
export function endsInFullStop(text: string, at: number): boolean {
  let from = at;
  while (text[from - 1] === '.') from--;
  return (at - from - (isEscaped(text, from) ? 1 : 0)) % 3 > 0;
}

export function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text[from - 1] === '\\') from--;
  return (at - from) % 2 === 1;
}

/** The key after the `@` at offset `at`, or undefined where no key can stand. */
export function citationKeyAt(text: string, at: number): CitationKey | undefined {
  return mayCiteAt(text, at) ? keyBehind(text, at) : undefined;
}

/** The same, whatever stands before the `@`. */
export function keyBehind(text: string, at: number): CitationKey | undefined {
  if (text[at + 1] === '{') return bracedKeyAt(text, at + 2);
  const matcher = new RegExp(BARE);
  matcher.lastIndex = at + 1;
  const key = matcher.exec(text)?.[0];
  return key ? { key, start: at + 1, end: at + 1 + key.length } : undefined;
}

function bracedKeyAt(text: string, start: number): CitationKey | undefined {
  let depth = 1;
  const limit = Math.min(text.length, start + LONGEST_BRACED);
  for (let i = start; i < limit; i++) {
    const char = text[i] ?? ' ';
    if (/\s/.test(char)) return undefined;
    if (char === '{') depth++;
    if (char === '}' && --depth === 0) {
      return i > start ? { key: text.slice(start, i), start, end: i + 1 } : undefined;
    }
  }
  return undefined;
}

/** Whether a key can be written without braces. */
export function isBareKey(key: string): boolean {
  const matcher = new RegExp(BARE);
  return matcher.exec(key)?.[0] === key;
}

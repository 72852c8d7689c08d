// Owns the cut of a text into folded words with their places and what stands between them.
import { fold } from './fold';
import type { Span } from './span';

/**
 * What stands before a word: `soft` (white space with at most one line break, markup, a quote),
 * `hyphen` (one hyphen or dash without spaces, also at a line end), `hard` (anything else).
 */
export type Gap = 'soft' | 'hyphen' | 'hard';

export interface Word extends Span {
  readonly folded: string;
  readonly gapBefore: Gap;
}

/** Scripts that put no space between words: what is Latin among them (`使用LSUV初始化`) is a word of its own. */
const SPACELESS = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー`;
const WORD = new RegExp(
  String.raw`(?:(?![${SPACELESS}])[\p{L}\p{N}\p{M}])+|[${SPACELESS}\p{M}]+`,
  'gu',
);
const MARKUP = /[*_~"'“”„‘’`«»$\\^{}]/g;
const SPACE = String.raw`[^\S\r\n]*`;
const SOFT = new RegExp(String.raw`^(?:${SPACE}(?:(?:\r\n?|\n)${SPACE}(?:>${SPACE})*)?| [-–—] )$`);
/** A soft hyphen (U+00AD) is a place where a word may be broken; it says no more than a hyphen there. */
const HYPHEN = new RegExp(String.raw`^[-\u00ad\u2010-\u2015\u2212](?:(?:\r\n?|\n)${SPACE})?$`);

function gapOf(between: string): Gap {
  if (between === ' ') return 'soft';
  if (between.length > 80) return 'hard';
  const bare = between.replace(MARKUP, '');
  if (HYPHEN.test(bare)) return 'hyphen';
  return SOFT.test(bare) ? 'soft' : 'hard';
}

/**
 * The words of `text` inside `span` (default: all of it). Linear.
 * The first word's gap is `hard`: what lies outside the span is never seen.
 */
export function wordsOf(text: string, span: Span = { start: 0, end: text.length }): Word[] {
  const words: Word[] = [];
  const matcher = new RegExp(WORD);
  matcher.lastIndex = span.start;
  let previousEnd = -1;
  for (let match = matcher.exec(text); match; match = matcher.exec(text)) {
    const start = match.index;
    if (start >= span.end) break;
    const raw = start + match[0].length > span.end ? match[0].slice(0, span.end - start) : match[0];
    const end = start + raw.length;
    const gapBefore = previousEnd < 0 ? 'hard' : gapOf(text.slice(previousEnd, start));
    words.push({ start, end, folded: fold(raw), gapBefore });
    previousEnd = end;
  }
  return words;
}

/** The folded words of a query or a name, without their places. */
export function foldedWords(text: string): string[] {
  return wordsOf(text).map((word) => word.folded);
}

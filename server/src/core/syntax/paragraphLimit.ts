// Owns the guard against paragraphs that no person writes: inline parsing is not linear in them.
import type { Span } from '../text/span';

/** Longest paragraph that is read, in UTF-16 units: some 7,500 words without a blank line. */
export const PARAGRAPH_LIMIT = 50_000;

/** Lines that end a paragraph by what they begin with: lists, tables, quotes, headings, fences. */
const FRESH_START = /^[ \t]*(?:[-*+|>#]|\d{1,9}[.)]|```|~~~)/;

/**
 * Runs of lines longer than the limit, without blank lines or fresh starts in them. Linear.
 * Measured with \@lezer/markdown 1.8.1: one line of 5 MB with 170,000 brackets takes it three minutes;
 * of `[a](` again and again, a paragraph of the longest length takes a second and a half.
 */
export function oversizedParagraphs(text: string, limit = PARAGRAPH_LIMIT): Span[] {
  if (text.length <= limit) return [];
  const found: Span[] = [];
  let start = 0;
  let at = 0;
  const close = (end: number) => {
    if (end - start > limit) found.push({ start, end });
  };
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    const head = text.slice(at, Math.min(end, at + 200));
    const blank = head.trim() === '' && end - at <= 200;
    if (blank || FRESH_START.test(head)) {
      close(at);
      start = blank ? end : at;
    }
    at = end;
  }
  close(text.length);
  return found;
}

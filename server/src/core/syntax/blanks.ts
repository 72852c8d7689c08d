// Owns what the Markdown parser is not shown of a note: front matter, and paragraphs of a size that no person writes.
import type { Span } from '../text/span';
import { frontMatterEnd } from './frontMatter';
import { oversizedParagraphs } from './paragraphLimit';

export interface Blanks {
  /** Offset behind the front matter, 0 without one. */
  readonly frontMatter: number;
  readonly skipped: readonly Span[];
}

export function blanksOf(text: string): Blanks {
  const frontMatter = frontMatterEnd(text);
  return {
    frontMatter,
    skipped: oversizedParagraphs(text).filter((span) => span.end > frontMatter),
  };
}

/**
 * The text as the Markdown parser sees it: same length, with spaces where it shall see nothing. It takes
 * only line feeds for line ends, so that a carriage return has to be one of the spaces before them.
 */
export function blanked(original: string, { frontMatter, skipped }: Blanks): string {
  const text = original.replaceAll('\r', ' ');
  let seen = frontMatter > 0 ? `${' '.repeat(frontMatter - 1)}\n` : '';
  for (const { start, end } of skipped) {
    seen +=
      text.slice(seen.length, start) +
      ' '.repeat(Math.max(0, end - Math.max(start, seen.length) - 1));
    seen += text[end - 1] === '\n' ? '\n' : ' ';
  }
  return seen + text.slice(seen.length);
}

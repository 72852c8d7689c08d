// Owns the comparison of a year in the text with that of the work which is cited right behind it.
import type { Works } from '../../index/works';
import type { Block, Citation } from '../../syntax/document';
import { fold } from '../../text/fold';
import { shift, type Span } from '../../text/span';
import { lineOf } from '../../works/work';

/** Names and a year right before a citation: `He et al. (2016) [`. */
const NAMED =
  /(\p{Lu}[\p{L}’'-]+)(?:’s|'s)?(?:\s+et\s+al\.?(?:’s|'s)?|\s+(?:and|&)\s+\p{Lu}[\p{L}’'-]+)?,?\s*[([]?(\d{4})[a-z]?[)\]]?,?\s*\[?-?$/u;
const LOOK_BACK = 100;

export interface WrongYear {
  /** Of the year in the text, in document offsets. */
  readonly span: Span;
  readonly written: string;
  /** The one that the record has. */
  readonly year: number;
}

/** Undefined where the years agree, or where the names are not those of the work. */
export function wrongYear(
  works: Works,
  { start, facts }: Block,
  citation: Citation,
): WrongYear | undefined {
  const before = facts.text.slice(Math.max(0, citation.start - LOOK_BACK), citation.start);
  const match = NAMED.exec(before);
  const work = match && works.work(citation.key);
  if (!work) return undefined;
  const [whole, family = '', written = ''] = match;
  const { authors, year } = lineOf(work);
  const isFirstAuthor = fold(authors[0] ?? '') === fold(family);
  if (!isFirstAuthor || year === undefined || year === Number(written)) return undefined;
  const at = citation.start - whole.length + whole.lastIndexOf(written);
  return { span: shift({ start: at, end: at + written.length }, start), written, year };
}

// Owns how arXiv ids and DOIs are written in a text, bare or in a URL.
import type { Span } from '../text/span';
import type { Identifier } from './document';

const ARXIV_NEW = String.raw`\d{4}\.\d{4,5}(?!\d)`;
const ARXIV_OLD = String.raw`[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?\/\d{7}(?!\d)`;
/** Year and month, then four digits until 2014 and five since: other decimal numbers are not taken for ids. */
const ARXIV_BARE = String.raw`(?:(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5})`;
const ARXIV = new RegExp(
  String.raw`(?<![\w.-])(?:https?:\/\/)?(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)\/(?<url>${ARXIV_NEW}|${ARXIV_OLD})(?:v\d+)?(?:\.pdf)?` +
    String.raw`|arxiv:\s?(?<tagged>${ARXIV_NEW}|${ARXIV_OLD})(?:v\d+)?` +
    String.raw`|(?<![\w./$-])(?<bare>${ARXIV_BARE})(?:v\d+)?(?![\w/]|\.\d)`,
  'gi',
);
const DOI_PREFIX = String.raw`(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\/|doi:\s*`;
const DOI = new RegExp(
  String.raw`(?<![\w.-])(?:${DOI_PREFIX}|(?<!\/))10\.\d{4,9}\/[^\s"<>{}|\\^\x60]+`,
  'gi',
);
/** All of them hold these, most prose does not. */
const FOUR_DIGITS = /\d{4}/;
const LEADING_DOI_PREFIX = new RegExp(`^(?:${DOI_PREFIX})`, 'i');

/** An arXiv id without version, lower case but for the archive's subject class. */
export function normaliseArxiv(id: string): string {
  return id
    .trim()
    .replace(/^arxiv:\s*/i, '')
    .replace(/v\d+$/i, '')
    .toLowerCase();
}

/** A DOI without resolver, lower case: DOIs are compared without regard to case (DOI Handbook 2.4). */
export function normaliseDoi(doi: string): string {
  return doi.trim().replace(LEADING_DOI_PREFIX, '').toLowerCase();
}

/** Cuts what a sentence adds to a DOI: closing punctuation and unbalanced closing brackets. */
function withoutTrailingPunctuation(raw: string): string {
  const count = (sign: string) => raw.split(sign).length - 1;
  const surplus = new Map([
    [')', count(')') - count('(')],
    [']', count(']') - count('[')],
  ]);
  let end = raw.length;
  for (; end > 0; end--) {
    const last = raw[end - 1] ?? '';
    if (/[.,;:!?'"*_’”]/.test(last)) continue;
    const unbalanced = surplus.get(last) ?? 0;
    if (unbalanced <= 0) break;
    surplus.set(last, unbalanced - 1);
  }
  return raw.slice(0, end);
}

/** The identifiers inside `span`, in order; of two that overlap, the first. Linear. */
export function identifiersIn(text: string, span: Span): Identifier[] {
  const slice = text.slice(span.start, span.end);
  if (!FOUR_DIGITS.test(slice)) return [];
  const found: Identifier[] = [];
  for (const match of slice.matchAll(ARXIV)) {
    const id = match.groups?.url ?? match.groups?.tagged ?? match.groups?.bare;
    if (!id) continue;
    const start = span.start + match.index;
    found.push({ scheme: 'arxiv', id: normaliseArxiv(id), start, end: start + match[0].length });
  }
  for (const match of slice.matchAll(DOI)) {
    const raw = withoutTrailingPunctuation(match[0]);
    const start = span.start + match.index;
    found.push({ scheme: 'doi', id: normaliseDoi(raw), start, end: start + raw.length });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  return found.filter((one, i) => i === 0 || one.start >= (found[i - 1]?.end ?? 0));
}

// Owns what brackets with citations say: which of them form a cluster, each part with its prefix and suffix.
import type { SyntaxNode } from '@lezer/common';
import { contains, type Span } from '../text/span';
import { endsInFullStop, endsInWord } from './citationKey';
import type { Citation, ClusteredCitation } from './document';
import { isImage, isNote } from './grammar/brackets';
import { goesOnEmphasis } from './hyphen';

/** What stands between two semicolons of a cluster, in offsets of the block. */
export interface ClusterPart extends Span {
  /** The `@` of the citation that it is about. */
  readonly at: number;
}

/** What may not follow: with it, brackets are the text of a link or a label, or of a span. */
const AFTER_LINK_TEXT = new Set(['(', '[']);
const AFTER_SPAN = '{';
/** What a word ends in: a full stop, too, unless it is the last of an ellipsis. */
const WORD_END = String.raw`(?:[\p{L}\p{N}]|(?<!\.)(?:\.{3})*\.{1,2})`;
const LABEL_START = String.raw`@(?=_[\p{L}\p{N}])`;
const OPENS = String.raw`(?![*_\s]|$)`;
/** A mark that would open emphasis. A row of four opens none; in a word, the first `_` is a part of it. */
const OPENING = new RegExp(
  String.raw`(?<!\*)\*{1,3}${OPENS}|(?<!${WORD_END}|_|${LABEL_START})_{1,3}${OPENS}|(?<=${WORD_END})_{2,4}${OPENS}`,
  'u',
);

/**
 * The parts of a cluster, or undefined for other brackets. Each part cites; only the first one need not where
 * the brackets follow a citation in the text (`followsCitation`): it is the locator of that one then.
 */
export function clusterParts(
  brackets: SyntaxNode,
  base: number,
  text: string,
  followsCitation: boolean,
): ClusterPart[] | undefined {
  const [start, end] = [brackets.from - base, brackets.to - base];
  const next = text[end] ?? '';
  if (AFTER_LINK_TEXT.has(next) || (next === AFTER_SPAN && !followsCitation)) return undefined;
  if (isImage(text, start) || isNote(text, start)) return undefined;
  const content = contentOf(brackets, base);
  if (content.gaps.some((gap) => OPENING.test(text.slice(gap.start, gap.end + 1))))
    return undefined;
  const isQuoted = quotationsIn(content, text);
  const citations = content.citations.filter(({ start: at }) => !isQuoted(at));
  const cuts = positionsOf(/;/, content.gaps, text).filter((at) => !isQuoted(at));
  const parts: ClusterPart[] = [];
  let from = start + 1;
  for (const cut of [...cuts, end - 1]) {
    const citation = citations.find((one) => from <= one.start && one.start < cut);
    // What cannot be a cluster can still be the locator, which is the first part whatever stands in it.
    const isLocator = next === AFTER_SPAN && from === start + 1;
    if (citation && !isLocator) parts.push({ start: from, end: cut, at: citation.start });
    else if (!followsCitation || from > start + 1) return undefined;
    from = cut + 1;
  }
  return parts.length > 0 ? parts : undefined;
}

interface Content {
  /** The citations at the top, not those in further brackets or emphasis. */
  readonly citations: readonly Span[];
  /** The text between all that the grammar knows. */
  readonly gaps: readonly Span[];
}

function contentOf(brackets: SyntaxNode, base: number): Content {
  const citations: Span[] = [];
  const gaps: Span[] = [];
  let at = brackets.from + 1;
  for (let node = brackets.firstChild; node; node = node.nextSibling) {
    gaps.push({ start: at - base, end: node.from - base });
    at = node.to;
    if (node.name !== 'Citation' || goesOnEmphasis(node)) continue;
    citations.push({ start: node.from - base, end: node.to - base });
  }
  gaps.push({ start: at - base, end: brackets.to - 1 - base });
  return { citations, gaps };
}

/** Whether a place is within quotation marks that close again, `"…"` or `'…'`. */
function quotationsIn({ citations, gaps }: Content, text: string): (at: number) => boolean {
  const marks = positionsOf(/["']/, gaps, text);
  const behindCitations = new Set(citations.map(({ end }) => end));
  const quotations: Span[] = [];
  for (let i = 0; i < marks.length; i++) {
    const open = marks[i] ?? 0;
    if (!behindCitations.has(open) && isBehindWord(text, open)) continue;
    if (!mayOpen(text, open)) continue;
    const close = marks.findIndex((mark, j) => j > i && closesQuotation(text, open, mark));
    if (close < 0) continue;
    quotations.push({ start: open, end: marks[close] ?? open });
    i = close;
  }
  return (at) => quotations.some((quotation) => contains(quotation, at));
}

/** An apostrophe. */
function isBehindWord(text: string, at: number): boolean {
  return endsInWord(text, at) || endsInFullStop(text, at);
}

function mayOpen(text: string, at: number): boolean {
  return text[at] === '"' || !/[\s)!\],.;:?-]/.test(text[at + 1] ?? ' ');
}

function closesQuotation(text: string, open: number, at: number): boolean {
  return (
    text[at] === text[open] &&
    (text[at] === '"' || !/^[\p{L}\p{N}]/u.test(text.slice(at + 1, at + 3)))
  );
}

function positionsOf(sign: RegExp, gaps: readonly Span[], text: string): number[] {
  const found: number[] = [];
  for (const { start, end } of gaps) {
    for (let at = start; at < end; at++) if (sign.test(text[at] ?? '')) found.push(at);
  }
  return found;
}

/** The citation of a part with what stands before and behind it. */
export function clustered(citation: Citation, part: ClusterPart, text: string): ClusteredCitation {
  return {
    ...citation,
    prefix: trimmed(text, { start: part.start, end: citation.start }),
    suffix: trimmed(text, { start: citation.end, end: part.end }),
  };
}

/** Without the spaces around, and the marks of a quotation between two lines. */
function trimmed(text: string, { start, end }: Span): Span {
  const inside = text.slice(start, end);
  const from = start + (/^[\s>]*/.exec(inside)?.[0].length ?? 0);
  return { start: from, end: Math.max(from, start + inside.trimEnd().length) };
}

// Owns what is being written at the cursor: the start of a citation, and what it takes to finish it.
import type { Span } from '../text/span';
import { mayCiteAt } from './citationKey';
import { blockAt, type BlockFacts, type ParsedDocument } from './document';

export interface CitationContext {
  /** What was typed to find a paper, without `@` and brace. */
  readonly query: string;
  /** From the `@` (or the first typed character) to the cursor. */
  readonly typed: Span;
  /** `typed` and what remains of the key behind the cursor. */
  readonly whole: Span;
  /** What has to precede the key: `@`, `@{`, or a space as well where `;` has none. */
  readonly before: string;
  /** What has to follow the key: the brackets and braces that were opened and are not closed. */
  readonly after: string;
  readonly braced: boolean;
}

const LOOK_BACK = 200;
const CLUSTER_LENGTH = 2_000;
/** From `@` to the cursor: a bare or braced key in the making; other signs only where brackets hold them. */
const AT_BRACED = /@\{[^@;{}\n]*$/u;
const AT_BARE = /@[^@;,[\](){}\n]*$/u;
const AFTER_SEMICOLON = /;[ \t]*[\p{L}\p{N}_]*$/u;
const KEY_SIGNS = /^[\p{L}\p{N}_:.#$%&+?<>~/-]*/u;
const KEY_END = /[^\p{L}\p{N}_]+$/u;
/** A blank line, in a quotation too, or the beginning of a list item. */
const PARAGRAPH_BREAK = /\n[^\S\n]*(?:>[^\S\n]*)*(?:\n|(?:[-*+]|\d{1,9}[.)])[^\S\n])/g;

/** The citation in the making at `offset`, or undefined. `isKey` tells whether a key is complete. */
export function citationContextAt(
  document: ParsedDocument,
  offset: number,
  isKey: (key: string) => boolean,
): CitationContext | undefined {
  const { text } = document;
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - LOOK_BACK);
  const line = text.slice(lineStart, offset);
  const opened = AT_BRACED.exec(line) ?? AT_BARE.exec(line);
  const match = opened ?? AFTER_SEMICOLON.exec(line);
  if (!match) return undefined;
  const start = lineStart + match.index;
  const block = blockAt(document, start);
  if (!block || !mayStandAt(block.facts, start - block.start)) return undefined;
  const cluster = clusterAround(text, start, offset);
  if (!opened) return afterSemicolon(text, start, offset, cluster);
  return mayCiteAt(text, start) ? afterAt(text, { start, end: offset }, cluster, isKey) : undefined;
}

function afterAt(
  text: string,
  typed: Span,
  cluster: Cluster,
  isKey: (key: string) => boolean,
): CitationContext | undefined {
  if (text[typed.start + 1] === '{') return afterBrace(text, typed, cluster);
  const query = text.slice(typed.start + 1, typed.end);
  if (!goesOn(query, cluster, isKey)) return undefined;
  const whole = { start: typed.start, end: typed.end + restOfKey(text, typed.end).length };
  return { query, typed, whole, before: '@', after: cluster.missing, braced: false };
}

function afterBrace(text: string, typed: Span, cluster: Cluster): CitationContext {
  const query = text.slice(typed.start + 2, typed.end);
  const closed = /^[^@;{}\n]*(?=\})/.exec(text.slice(typed.end, typed.end + LOOK_BACK))?.[0];
  const end = typed.end + (closed ?? restOfKey(text, typed.end)).length;
  // A bracket could only be closed behind the brace, out of reach of what is inserted here.
  const after = closed === undefined ? `}${cluster.missing}` : '';
  return { query, typed, whole: { start: typed.start, end }, before: '@{', after, braced: true };
}

/** Behind a complete key stands a suffix; what is no key goes on only inside brackets, as a search. */
function goesOn(query: string, cluster: Cluster, isKey: (key: string) => boolean): boolean {
  const signs = KEY_SIGNS.exec(query.trimStart())?.[0] ?? '';
  const first = signs.replace(KEY_END, '');
  if (first !== query && isKey(first)) return false;
  return signs === query || cluster.isOpen;
}

function restOfKey(text: string, offset: number): string {
  const rest = KEY_SIGNS.exec(text.slice(offset, offset + LOOK_BACK))?.[0] ?? '';
  return rest.replace(KEY_END, '');
}

function afterSemicolon(
  text: string,
  start: number,
  offset: number,
  cluster: Cluster,
): CitationContext | undefined {
  if (!cluster.isOpen || !cluster.cites) return undefined;
  const typed = /[\p{L}\p{N}_]*$/u.exec(text.slice(start, offset))?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset };
  const glued = text[span.start - 1] === ';';
  const rest = typed === '' ? '' : restOfKey(text, offset);
  return {
    query: typed,
    typed: span,
    whole: { start: span.start, end: offset + rest.length },
    before: glued ? ' @' : '@',
    after: cluster.missing,
    braced: false,
  };
}

/** A citation begins in prose, or is one that the parser has already seen. */
function mayStandAt(facts: BlockFacts, at: number): boolean {
  const isSeen = facts.citations.some(
    (citation) => citation.keySpan.start > at && citation.start <= at && at < citation.end,
  );
  return isSeen || facts.prose.some((run) => run.start <= at && at < run.end);
}

interface Cluster {
  /** Whether `[` stands open before the place. */
  readonly isOpen: boolean;
  /** Whether a citation stands between that bracket and the place. */
  readonly cites: boolean;
  /** `]` where the open bracket is not closed in the same paragraph. */
  readonly missing: '' | ']';
}

function clusterAround(text: string, start: number, offset: number): Cluster {
  const before = text
    .slice(Math.max(0, start - CLUSTER_LENGTH), start)
    .split(PARAGRAPH_BREAK)
    .pop();
  const inside = before === undefined ? undefined : behindOpenBracket(before);
  if (inside === undefined) return { isOpen: false, cites: false, missing: '' };
  const [ahead = ''] = text.slice(offset, offset + CLUSTER_LENGTH).split(PARAGRAPH_BREAK);
  const closes = /^[^[\]]*\]/.test(ahead);
  return { isOpen: true, cites: inside.includes('@'), missing: closes ? '' : ']' };
}

/** What stands behind the `[` that is still open at the end of `text`; half-open intervals open none. */
function behindOpenBracket(text: string): string | undefined {
  let closed = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    const sign = text[i - 1] === '\\' ? '' : text[i];
    if (sign === ')' || sign === ']') closed++;
    if (sign === '(' || sign === '[') closed--;
    if (closed < 0) return sign === '[' ? text.slice(i + 1) : undefined;
  }
  return undefined;
}

// Owns the reading of a Markdown note (Quarto and R Markdown too): from text to blocks with their facts.
import {
  TreeFragment,
  type ChangedRange,
  type SyntaxNode,
  type SyntaxNodeRef,
  type Tree,
} from '@lezer/common';
import type { Span } from '../text/span';
import { citationKeyAt } from './citationKey';
import type {
  Block,
  BlockFacts,
  Citation,
  CodeFence,
  Identifier,
  ParsedDocument,
} from './document';
import { frontMatterEnd } from './frontMatter';
import { identifiersIn } from './identifiers';
import { noteParser } from './markdownGrammar';
import { oversizedParagraphs } from './paragraphLimit';

/** What the Markdown parser is not shown. */
interface Blanks {
  /** Offset behind the front matter, 0 without one. */
  readonly frontMatter: number;
  readonly skipped: readonly Span[];
}

/** A parsed note with what the next version can reuse. */
export interface ParsedNote extends ParsedDocument, Blanks {
  readonly tree: Tree;
  readonly fragments: readonly TreeFragment[];
  readonly factsByText: ReadonlyMap<string, BlockFacts>;
}

/** A replaced range: `[fromA, toA)` of the old text became `[fromB, toB)` of the new one. */
export type TextChange = ChangedRange;

const QUIET = new Set([
  'FencedCode', 'CodeBlock', 'InlineCode', 'HTMLBlock', 'HTMLTag', 'Comment', 'CommentBlock',
  'ProcessingInstruction', 'ProcessingInstructionBlock', 'URL', 'Autolink', 'LinkTitle', 'LinkLabel',
  'LinkReference', 'FootnoteMark', 'Maths', 'Citation',
]); // prettier-ignore

/** What a URL inside is the target of, or what stands for it. */
const LINKS = new Set(['Link', 'Image', 'LinkReference', 'Autolink']);

/** A lone letter or command in maths is a letter of a name: `$\mu$-Transfer`. */
const LETTER_IN_MATHS = /^\$(?:\\[a-zA-Z]+|\p{L})\$$/u;

/**
 * Parses a note. With `previous` and the `changes` that led from it to `text`, in order, work is proportional
 * to what changed: the parser reuses its tree, and unchanged blocks keep their facts by identity.
 */
export function parseMarkdown(
  text: string,
  previous?: ParsedNote,
  changes: readonly TextChange[] = [],
): ParsedNote {
  const blanks = blanksOf(text);
  const reusable = previous ? reusableFragments(previous, text, blanks, changes) : [];
  const tree = noteParser.parse(blanked(text, blanks), [...reusable]);
  const factsByText = new Map<string, BlockFacts>();
  const blocks: Block[] = [];
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const blockText = text.slice(node.from, node.to);
    const id = `${node.name}\n${indentOf(text, node.from)}\n${blockText}`;
    const facts =
      factsByText.get(id) ?? previous?.factsByText.get(id) ?? readBlock(node, blockText);
    factsByText.set(id, facts);
    blocks.push({ start: node.from, facts });
  }
  return {
    text,
    blocks,
    ...blanks,
    tree,
    fragments: TreeFragment.addTree(tree, reusable),
    factsByText,
  };
}

function blanksOf(text: string): Blanks {
  const frontMatter = frontMatterEnd(text);
  return {
    frontMatter,
    skipped: oversizedParagraphs(text).filter((span) => span.end > frontMatter),
  };
}

/** What stands before a block in its line: how a list's content is read depends on it. */
function indentOf(text: string, from: number): string {
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
}

/**
 * The text as the Markdown parser sees it: same length, with spaces where it shall see nothing. It takes
 * only line feeds for line ends, so that a carriage return has to be one of the spaces before them.
 */
function blanked(original: string, { frontMatter, skipped }: Blanks): string {
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

/** What can be reused of the last tree. Where the blanks moved, text changed that no edit tells of. */
function reusableFragments(
  previous: ParsedNote,
  text: string,
  blanks: Blanks,
  changes: readonly TextChange[],
): readonly TreeFragment[] {
  if (previous.skipped.length > 0 || blanks.skipped.length > 0) return [];
  const all = changes.reduce<TextChange | undefined>(mergedChange, undefined);
  if (!all) return previous.fragments;
  const [before, now] = [previous.frontMatter, blanks.frontMatter];
  if (before === now && all.fromA >= before) {
    return TreeFragment.applyChanges(previous.fragments, [withNextCharacter(all)]);
  }
  // Edits inside the front matter: all of it is one change, if it still ends at the same line.
  const isInside = all.toA < before && now - before === text.length - previous.text.length;
  if (!isInside) return [];
  return TreeFragment.applyChanges(previous.fragments, [
    { fromA: 0, toA: before, fromB: 0, toB: now },
  ]);
}

/**
 * One range around all changes, each of which is told in the coordinates that the one before it left.
 * Applied one after the other, the parser would forget where the text behind the last one was cut.
 */
export function mergedChange(range: TextChange | undefined, change: TextChange): TextChange {
  if (!range) return change;
  const from = Math.min(range.fromB, change.fromA);
  const to = Math.max(range.toB, change.toA);
  const [fromA, toA] = [range.fromA - (range.fromB - from), range.toA + (to - range.toB)];
  return { fromA, toA, fromB: from, toB: to + change.toB - change.toA };
}

/**
 * Where indentation was deleted, the parser would take the rest of the line for a whole one that it
 * knows already; a change that reaches into the rest prevents it.
 */
function withNextCharacter({ fromA, toA, fromB, toB }: TextChange): TextChange {
  return { fromA, toA: toA + 1, fromB, toB: toB + 1 };
}

/** Reads one block; `node` is its node in the document's tree, results are relative to its start. */
function readBlock(block: SyntaxNode, text: string): BlockFacts {
  const quiet: Span[] = [];
  const citations: Citation[] = [];
  const identifiers: Identifier[] = [];
  const fences: CodeFence[] = [];
  block.cursor().iterate((node) => {
    const span = { start: node.from - block.from, end: node.to - block.from };
    if (node.name === 'Citation') citations.push(...citationIn(text, span));
    if (node.name === 'FencedCode') fences.push(fenceOf(node.node, block.from, text));
    if (isLooseUrl(node)) identifiers.push(...identifiersIn(text, span));
    if (!isQuiet(node.name, text, span)) return true;
    quiet.push(span);
    return false;
  });
  const prose = complement(quiet, text.length);
  for (const run of prose) identifiers.push(...identifiersIn(text, run));
  identifiers.sort((a, b) => a.start - b.start);
  return { kind: block.name, text, prose, citations, identifiers, fences };
}

function isQuiet(name: string, text: string, span: Span): boolean {
  if (!QUIET.has(name)) return false;
  return (
    name !== 'Maths' ||
    !LETTER_IN_MATHS.test(text.slice(span.start, Math.min(span.end, span.start + 20)))
  );
}

/** A URL that stands in the text itself, not behind a link text. */
function isLooseUrl({ name, node }: SyntaxNodeRef): boolean {
  return name === 'Autolink' || (name === 'URL' && !LINKS.has(node.parent?.name ?? ''));
}

function citationIn(text: string, span: Span): Citation[] {
  const found = citationKeyAt(text, span.start);
  if (!found) return [];
  const suppressesAuthor = text[span.start - 1] === '-';
  const keySpan = { start: found.start, end: found.start + found.key.length };
  return [
    {
      start: suppressesAuthor ? span.start - 1 : span.start,
      end: span.end,
      key: found.key,
      keySpan,
      suppressesAuthor,
    },
  ];
}

function fenceOf(fence: SyntaxNode, base: number, text: string): CodeFence {
  const info = fence.getChild('CodeInfo');
  const language = info ? text.slice(info.from - base, info.to - base) : '';
  const marks = fence.getChildren('CodeMark');
  const open = marks[0]?.to ?? fence.from;
  const newline = text.indexOf('\n', open - base);
  const start = newline < 0 ? text.length : newline + 1;
  const close = marks.length > 1 ? (marks[marks.length - 1]?.from ?? fence.to) - base : text.length;
  return {
    language: /^[{.\s]*([\w+-]*)/.exec(language)?.[1]?.toLowerCase() ?? '',
    content: { start, end: Math.max(start, close) },
  };
}

/** What is left of `[0, length)` without the quiet spans, which come in order and may nest. */
function complement(quiet: readonly Span[], length: number): Span[] {
  const runs: Span[] = [];
  let at = 0;
  for (const span of quiet) {
    if (span.start > at) runs.push({ start: at, end: span.start });
    at = Math.max(at, span.end);
  }
  if (at < length) runs.push({ start: at, end: length });
  return runs;
}

// Owns what a parsed note consists of: blocks, whose facts are relative to the block and outlive edits elsewhere.
import type { Span } from '../text/span';

/** A citation key in a note: `@key`, `-@key` or `@{any key}`. Spans are relative to the block. */
export interface Citation extends Span {
  readonly key: string;
  readonly keySpan: Span;
  readonly suppressesAuthor: boolean;
}

/** An arXiv id or DOI, bare or in a URL. `id` is in its normal form (no version, lower case). */
export interface Identifier extends Span {
  readonly scheme: 'arxiv' | 'doi';
  readonly id: string;
}

/** A fenced code block: `language` is the first word of its info string, `content` what stands inside. */
export interface CodeFence {
  readonly language: string;
  readonly content: Span;
}

/** What one block says, in offsets from the block's start, so that it holds wherever the block moves. */
export interface BlockFacts {
  readonly kind: string;
  readonly text: string;
  /** Runs of prose: everything but code, link targets, HTML, front matter and maths. */
  readonly prose: readonly Span[];
  readonly citations: readonly Citation[];
  readonly identifiers: readonly Identifier[];
  readonly fences: readonly CodeFence[];
}

/** A top-level block. Unchanged blocks of an edited document share their `facts` by identity. */
export interface Block {
  readonly start: number;
  readonly facts: BlockFacts;
}

export interface ParsedDocument {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Spans left out because no person writes paragraphs of that size; nothing is found in them. */
  readonly skipped: readonly Span[];
}

/** The block around `offset` (its end included), by bisection. */
export function blockAt(document: ParsedDocument, offset: number): Block | undefined {
  let low = 0;
  let high = document.blocks.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = document.blocks[middle];
    if (!block) return undefined;
    if (offset < block.start) high = middle - 1;
    else if (offset > block.start + block.facts.text.length) low = middle + 1;
    else return block;
  }
  return undefined;
}

/** Whether a block-relative span lies in one run of prose, by bisection. */
export function isProse(facts: BlockFacts, span: Span): boolean {
  let low = 0;
  let high = facts.prose.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = facts.prose[middle];
    if (!run) return false;
    if (span.start < run.start) high = middle - 1;
    else if (span.start >= run.end) low = middle + 1;
    else return span.end <= run.end;
  }
  return false;
}

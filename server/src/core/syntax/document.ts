// Owns what a parsed note consists of: blocks, whose facts are relative to the block and outlive edits elsewhere.
import type { Span } from '../text/span';

/** A citation key in a note: `@key`, `-@key` or `@{any key}`. Spans are relative to the block. */
export interface Citation extends Span {
  readonly key: string;
  readonly keySpan: Span;
  /**
   * What it points to: a work; a part of the same document, as Quarto's `@fig-one` does; or every entry there is, as
   * `@*` does in `nocite`.
   */
  readonly kind: 'work' | 'crossReference' | 'everything';
  readonly suppressesAuthor: boolean;
}

/** A citation in brackets: `see` is the prefix and `p. 3` the suffix of `[see @key, p. 3]`, commas included. */
export interface ClusteredCitation extends Citation {
  readonly prefix: Span;
  readonly suffix: Span;
}

/** Brackets that cite, `[see @one, p. 3; -@two]`. A citation outside of all clusters is one in the text. */
export interface Cluster extends Span {
  readonly citations: readonly ClusteredCitation[];
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
  /** Runs of prose: everything but code, link targets, HTML, maths, and most of the front matter. */
  readonly prose: readonly Span[];
  /** All of them, in clusters or not, in order. */
  readonly citations: readonly Citation[];
  readonly clusters: readonly Cluster[];
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

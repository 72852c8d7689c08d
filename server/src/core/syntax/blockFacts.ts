// Owns what is read from one block of the tree: prose, citations, clusters, identifiers, fences.
import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
import { contains, type Span } from '../text/span';
import { clustered, clusterParts, type ClusterPart } from './cluster';
import { isCrossReference } from './crossReference';
import type { BlockFacts, Citation, Cluster, CodeFence, Identifier } from './document';
import { headingAttributesStart } from './grammar/attributes';
import { goesOnEmphasis, suppressesAuthor } from './hyphen';
import { identifiersIn } from './identifiers';

const QUIET = new Set([
  'FencedCode', 'CodeBlock', 'InlineCode', 'HTMLBlock', 'HTMLTag', 'Comment', 'CommentBlock',
  'ProcessingInstruction', 'ProcessingInstructionBlock', 'URL', 'Autolink', 'LinkTarget', 'LinkLabel',
  'LinkReference', 'FootnoteMark', 'Maths', 'Citation', 'RawTex', 'RawBlock', 'Attributes', 'DivFence',
]); // prettier-ignore

/** A lone letter or command in maths is a letter of a name: `$\mu$-Transfer`. */
const LETTER_IN_MATHS = /^\$(?:\\[a-zA-Z]+|\p{L})\$$/u;
/** What may stand between a citation in the text and the brackets with its locator. */
const SPACE_BEFORE_LOCATOR = /^[ \t]*(?:\r?\n[ \t]*)?$/;

/** `node` is the block's node in the tree of the document; the facts are relative to its start. Linear. */
export function readBlock(node: SyntaxNode, text: string): BlockFacts {
  return new BlockReader(node, text).read();
}

/** The citations among them, at a fraction of the cost. */
export function readCitations(node: SyntaxNode, text: string): readonly Citation[] {
  return new BlockReader(node, text).readCitations();
}

class BlockReader {
  readonly #block: SyntaxNode;
  readonly #text: string;
  readonly #quiet: Span[] = [];
  readonly #citations: Citation[] = [];
  readonly #brackets: (Span & { readonly parts: readonly ClusterPart[] })[] = [];
  readonly #identifiers: Identifier[] = [];
  readonly #fences: CodeFence[] = [];
  /** The `@` of all citations that belong to a cluster. */
  readonly #inClusters = new Set<number>();
  #attributes: Span = { start: 0, end: 0 };

  constructor(block: SyntaxNode, text: string) {
    this.#block = block;
    this.#text = text;
  }

  readCitations(): readonly Citation[] {
    this.#block.cursor().iterate((node) => this.#enterCited(node));
    return this.#citations;
  }

  read(): BlockFacts {
    this.#block.cursor().iterate((node) => this.#enter(node));
    const prose = complement(this.#quiet, this.#text.length);
    for (const run of prose) this.#identifiers.push(...identifiersIn(this.#text, run));
    return {
      kind: this.#block.name,
      text: this.#text,
      prose,
      citations: this.#citations,
      clusters: this.#clusters(),
      identifiers: this.#identifiers.sort((a, b) => a.start - b.start),
      fences: this.#fences,
    };
  }

  /** Whether to go on with what the node holds. */
  #enter(node: SyntaxNodeRef): boolean {
    const { name } = node;
    const span = this.#spanOf(node);
    if (contains(this.#attributes, span.start)) return false;
    if (name === 'Brackets') this.#readBrackets(node.node, span);
    if (name === 'FencedCode') this.#fences.push(fenceOf(node.node, this.#block.from, this.#text));
    if (name === 'Autolink' || name === 'URL') {
      this.#identifiers.push(...identifiersIn(this.#text, span));
    }
    return this.#enterCited(node);
  }

  /** As far as it takes to know what cites. */
  #enterCited(node: SyntaxNodeRef): boolean {
    const { name } = node;
    const span = this.#spanOf(node);
    if (contains(this.#attributes, span.start)) return false;
    if (name.includes('Heading')) this.#readHeading(span);
    if (name === 'Citation') {
      if (goesOnEmphasis(node.node)) return true;
      this.#citations.push(this.#citationAt(node.node, span));
    }
    if (!isQuiet(name, this.#text, span)) return true;
    this.#quiet.push(span);
    return false;
  }

  #spanOf({ from, to }: SyntaxNodeRef): Span {
    return { start: from - this.#block.from, end: to - this.#block.from };
  }

  #readHeading({ start, end }: Span): void {
    const from = headingAttributesStart(this.#text.slice(start, end));
    if (from < 0) return;
    this.#attributes = { start: start + from, end };
    this.#quiet.push(this.#attributes);
  }

  #readBrackets(node: SyntaxNode, span: Span): void {
    const parts = clusterParts(node, this.#block.from, this.#text, this.#isLocator(span.start));
    if (!parts) return;
    this.#brackets.push({ ...span, parts });
    for (const { at } of parts) this.#inClusters.add(at);
  }

  /** Whether brackets that begin at `start` follow a citation in the text. */
  #isLocator(start: number): boolean {
    const last = this.#citations[this.#citations.length - 1];
    if (!last || this.#inClusters.has(atOf(last))) return false;
    return SPACE_BEFORE_LOCATOR.test(this.#text.slice(last.end, start));
  }

  #citationAt(node: SyntaxNode, { start, end }: Span): Citation {
    const isBraced = this.#text[start + 1] === '{';
    const keySpan = isBraced ? { start: start + 2, end: end - 1 } : { start: start + 1, end };
    const key = this.#text.slice(keySpan.start, keySpan.end);
    const isSuppressed = suppressesAuthor(node, this.#block.from, this.#text);
    return {
      start: isSuppressed ? start - 1 : start,
      end,
      key,
      keySpan,
      kind: isCrossReference(key) ? 'crossReference' : 'work',
      suppressesAuthor: isSuppressed,
    };
  }

  #clusters(): Cluster[] {
    const known = new Map(this.#citations.map((citation) => [atOf(citation), citation]));
    return this.#brackets.map(({ start, end, parts }) => ({
      start,
      end,
      citations: parts.flatMap((part) => {
        const citation = known.get(part.at);
        return citation ? [clustered(citation, part, this.#text)] : [];
      }),
    }));
  }
}

function atOf({ start, suppressesAuthor: isSuppressed }: Citation): number {
  return isSuppressed ? start + 1 : start;
}

function isQuiet(name: string, text: string, span: Span): boolean {
  if (!QUIET.has(name)) return false;
  return (
    name !== 'Maths' ||
    !LETTER_IN_MATHS.test(text.slice(span.start, Math.min(span.end, span.start + 20)))
  );
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

/** What is left of `[0, length)` without the quiet spans, which may nest. */
function complement(quiet: readonly Span[], length: number): Span[] {
  const runs: Span[] = [];
  let at = 0;
  for (const span of [...quiet].sort((a, b) => a.start - b.start)) {
    if (span.start > at) runs.push({ start: at, end: span.start });
    at = Math.max(at, span.end);
  }
  if (at < length) runs.push({ start: at, end: length });
  return runs;
}

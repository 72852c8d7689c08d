// Owns which paper a place in a note is about: by citation, identifier or name.
import type { Paper } from '../corpus/paper';
import { blockAt, type ParsedDocument } from '../syntax/document';
import { contains, shift, type Span } from '../text/span';
import type { Catalog } from '../works/catalog';
import type { MentionIndex } from './mentionIndex';

export interface Subject {
  readonly paper: Paper;
  /** Exactly the citation, identifier or name, in document offsets. */
  readonly span: Span;
}

/**
 * The paper at `offset`, or undefined. An unknown key or identifier is no subject; without `mentions`,
 * names in prose are none either.
 */
export function subjectAt(
  document: ParsedDocument,
  offset: number,
  catalog: Catalog,
  mentions: MentionIndex | undefined,
): Subject | undefined {
  const block = blockAt(document, offset);
  if (!block) return undefined;
  const { facts, start } = block;
  const at = offset - start;
  const found = (paper: Paper | undefined, span: Span) =>
    paper ? { paper, span: shift(toSpan(span), start) } : undefined;
  const citation = facts.citations.find((one) => contains(one, at));
  if (citation) return found(catalog.paper(citation.key), citation);
  const identifier = facts.identifiers.find((one) => contains(one, at));
  if (identifier) return found(catalog.paperOf(identifier), identifier);
  const mention = mentions?.mentionsIn(document, block).find((one) => contains(one, offset));
  return mention && { paper: mention.paper, span: toSpan(mention) };
}

function toSpan({ start, end }: Span): Span {
  return { start, end };
}

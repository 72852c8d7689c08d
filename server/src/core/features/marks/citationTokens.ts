// Owns the colouring of citations: which stand for a known work and which do not.
import type { Scope } from '../../snapshot';
import type { ParsedDocument } from '../../syntax/document';
import { shift, type Span } from '../../text/span';

export interface CitationToken extends Span {
  readonly isKnown: boolean;
}

/** The citations of works in `range`, in order, with `@` and braces. */
export function citationTokens(
  { works }: Scope,
  note: ParsedDocument,
  range: Span,
): CitationToken[] {
  return note.blocks
    .filter(({ start, facts }) => start < range.end && start + facts.text.length > range.start)
    .flatMap(({ start, facts }) =>
      facts.citations
        .filter(({ kind }) => kind === 'work')
        .map((citation) => ({
          ...shift({ start: citation.start, end: citation.end }, start),
          isKnown: works.work(citation.key) !== undefined,
        })),
    );
}

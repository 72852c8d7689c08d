// Owns the links of a note that no editor finds by itself: bare arXiv ids and DOIs.
import type { ParsedDocument } from '../../syntax/document';
import { shift, type Span } from '../../text/span';

export interface DocumentLink extends Span {
  readonly target: string;
}

const ADDRESSES = { arxiv: 'https://arxiv.org/abs/', doi: 'https://doi.org/' } as const;

/** Addresses that are written out are links already and left alone. */
export function documentLinks(note: ParsedDocument): DocumentLink[] {
  return note.blocks.flatMap(({ start, facts }) =>
    facts.identifiers
      .filter((identifier) => !facts.text.slice(identifier.start, identifier.end).includes('://'))
      .map(({ scheme, id, ...span }) => ({
        ...shift({ start: span.start, end: span.end }, start),
        target: ADDRESSES[scheme] + encodeURI(id),
      })),
  );
}

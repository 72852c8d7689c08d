// Owns where a key stands in one document: for highlights and for editing all of them at once.
import type { OpenDocument } from '../../snapshot';
import { placesOfKey } from '../../library/keys';
import { shift, type Span } from '../../text/span';
import { keyAt } from './keyAt';

export interface KeySpan extends Span {
  readonly isDefinition: boolean;
}

/** The spans of the key at `offset`, in document offsets. Linear in the citations. */
export function sameKeys(document: OpenDocument, offset: number): KeySpan[] {
  const at = keyAt(document, offset);
  if (!at) return [];
  const { note, library } = document;
  if (library)
    return placesOfKey(library, at.key).map(({ section, span, isDefinition }) => ({
      ...library.spanIn(section, span),
      isDefinition,
    }));
  return (note?.blocks ?? []).flatMap(({ start, facts }) =>
    facts.citations
      .filter(({ key, kind }) => kind === 'work' && key === at.key)
      .map(({ keySpan }) => ({ ...shift(keySpan, start), isDefinition: false })),
  );
}

// Owns which key stands at a place, in a note or in a library file.
import { libraryKeyAt } from '../../library/keys';
import type { OpenDocument } from '../../snapshot';
import { blockAt } from '../../syntax/document';
import { shift, type Span } from '../../text/span';

export interface KeyAt {
  readonly key: string;
  /** Of the key alone, in document offsets. */
  readonly span: Span;
  /** In a note, with `@` and braces; in a library, the same as `span`. */
  readonly whole: Span;
}

/** The key of a work at `offset`; the offset behind it counts. */
export function keyAt({ note, library }: OpenDocument, offset: number): KeyAt | undefined {
  if (library) {
    const found = libraryKeyAt(library, offset);
    if (!found) return undefined;
    const span = library.spanIn(found.section, found.span);
    return { key: found.key, span, whole: span };
  }
  const block = note && blockAt(note, offset);
  const at = offset - (block?.start ?? 0);
  const citation = block?.facts.citations.find(
    ({ kind, start, end }) => kind === 'work' && start <= at && at <= end,
  );
  if (!block || !citation) return undefined;
  const { key, keySpan } = citation;
  const plain = ({ start, end }: Span) => shift({ start, end }, block.start);
  return { key, span: plain(keySpan), whole: plain(citation) };
}

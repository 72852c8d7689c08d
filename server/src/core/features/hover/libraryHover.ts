// Owns the hover in a library file: the card of the entry whose key it is, or what a string stands for.
import { placeInBibtex } from '../../library/bibtex/place';
import { libraryKeyAt } from '../../library/keys';
import { code } from '../../render/escape';
import { Works } from '../../index/works';
import type { OpenDocument, Snapshot } from '../../snapshot';
import { shift } from '../../text/span';
import { subjectCard, type Hover, type HoverOptions } from './found';

export function libraryHover(
  snapshot: Snapshot,
  { library }: OpenDocument,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  if (!library) return undefined;
  const found = libraryKeyAt(library, offset);
  const entry = found && library.entry(found.key);
  if (found && entry) {
    // Other libraries play no part here.
    const work = new Works(snapshot.catalog, snapshot.searches, []).ofEntry({ library, entry });
    const span = library.spanIn(found.section, found.span);
    return { span, markdown: subjectCard({ work, others: [] }, snapshot, options) };
  }
  const placed = library.sectionAt(offset);
  const place =
    placed && library.format.name === 'bibtex'
      ? placeInBibtex(placed.section.text, offset - placed.start)
      : undefined;
  if (!placed || place?.kind !== 'string') return undefined;
  const string = library.surroundings.string(placed.section.text.slice(place.start, place.end));
  if (!string) return undefined;
  const span = shift({ start: place.start, end: place.end }, placed.start);
  return { span, markdown: `${code(string.name)} = ${code(string.value)}` };
}

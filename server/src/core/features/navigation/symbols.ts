// Owns the outline of a library file and where it can be folded.
import type { Library } from '../../library/library';
import { plainTitle } from '../../works/authors';
import type { Span } from '../../text/span';

export interface LibrarySymbol extends Span {
  readonly kind: 'entry' | 'string';
  readonly name: string;
  readonly detail: string;
  /** What is selected when the person goes there. */
  readonly nameSpan: Span;
}

/** Entries and strings of a library, in its order. */
export function librarySymbols(library: Library): LibrarySymbol[] {
  return library.sections.flatMap(({ section }) => {
    const strings = section.strings.map((string): LibrarySymbol => ({
      kind: 'string',
      name: string.name,
      detail: string.value,
      nameSpan: library.spanIn(section, string.nameSpan),
      ...library.spanIn(section, string),
    }));
    const entries = section.entries.map((entry): LibrarySymbol => ({
      kind: 'entry',
      name: entry.key,
      detail: [entry.authors[0], entry.year, plainTitle(entry.title)]
        .filter((part) => part !== undefined && part !== '')
        .join(' · '),
      nameSpan: library.spanIn(section, entry.keySpan),
      ...library.spanIn(section, entry),
    }));
    return [...strings, ...entries].sort((a, b) => a.start - b.start);
  });
}

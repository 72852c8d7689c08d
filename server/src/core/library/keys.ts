// Owns where keys stand in a library: that of an entry, and those by which entries name each other.
import { contains, type Span } from '../text/span';
import type { Entry, Section } from './entry';
import type { Library } from './library';

/** A key in a library file. The span is relative to the section. */
export interface LibraryKey {
  readonly key: string;
  readonly span: Span;
  readonly section: Section;
  /** It is the key of an entry here, not a mention of another's. */
  readonly isDefinition: boolean;
}

/** Fields of BibTeX and BibLaTeX that hold keys, the first two one, the others several. */
const KEY_FIELDS = new Set(['crossref', 'xref', 'xdata', 'related', 'entryset', 'ids']);
const MAY_NAME_KEYS = /(?:crossref|xref|xdata|related|entryset|ids)\s*=/i;
const KEY = /[^\s,{}"]+/g;

/** The key at an offset of the file, or undefined. The end of a key counts. */
export function libraryKeyAt(library: Library, offset: number): LibraryKey | undefined {
  const placed = library.sectionAt(offset);
  if (!placed) return undefined;
  const at = offset - placed.start;
  const entry = placed.section.entries.find((one) => contains(one, at));
  return entry && keysOf(library, entry).find(({ span }) => span.start <= at && at <= span.end);
}

/** Where a library defines or names `key`. Linear in the text, but only sections that name keys are read. */
export function placesOfKey(library: Library, key: string): LibraryKey[] {
  return library.sections.flatMap(({ section }) =>
    section.entries
      .filter((entry) => entry.key === key || mayName(entry, key))
      .flatMap((entry) => keysOf(library, entry))
      .filter((one) => one.key === key),
  );
}

function mayName(entry: Entry, key: string): boolean {
  const text = entry.section.text.slice(entry.start, entry.end);
  return text.includes(key) && MAY_NAME_KEYS.test(text);
}

function keysOf(library: Library, entry: Entry): LibraryKey[] {
  const { section } = entry;
  const own = { key: entry.key, span: entry.keySpan, section, isDefinition: true };
  const text = section.text.slice(entry.start, entry.end);
  if (!MAY_NAME_KEYS.test(text)) return [own];
  const named = library.format
    .fields(entry)
    .filter(({ name }) => KEY_FIELDS.has(name))
    .flatMap(({ name, valueSpan }) =>
      [...section.text.slice(valueSpan.start, valueSpan.end).matchAll(KEY)].map((match) => {
        const start = valueSpan.start + match.index;
        const span = { start, end: start + match[0].length };
        return { key: match[0], span, section, isDefinition: name === 'ids' };
      }),
    );
  return [own, ...named];
}

// Owns a library file as a whole: its entries by key, with what they take from each other, and their places.
import type { Position, Span } from '../text/span';
import type { Entry, NamedString, Section } from './entry';
import type { LibraryFormat, Surroundings } from './format';
import {
  extentOf,
  placeSections,
  readSections,
  type OwnString,
  type PlacedSection,
} from './sections';

/** An entry that was open, with the questions that closing it asked. */
interface Closed {
  readonly entry: Entry;
  /** One a question: whether another version of the library gives the same answer. */
  readonly answers: readonly ((library: Library) => boolean)[];
}

/** Immutable. Of two entries with one key, the first stands; an alias never hides a key. */
export class Library {
  readonly path: string;
  readonly format: LibraryFormat;
  readonly sections: readonly PlacedSection[];
  /** In the file's order, those with a key that another has, too. */
  readonly entries: readonly Entry[];
  readonly surroundings: Surroundings;
  readonly #places: ReadonlyMap<Section, PlacedSection>;
  readonly #byKey = new Map<string, Entry>();
  readonly #strings: ReadonlyMap<string, NamedString>;
  readonly #closed = new Map<Entry, Closed>();

  /** Linear in the entries; of the text only sections that `previous` has not are looked at. */
  constructor(
    path: string,
    format: LibraryFormat,
    sections: readonly Section[],
    previous?: Library,
  ) {
    [this.path, this.format] = [path, format];
    this.sections = placeSections(sections, previous?.sections);
    this.#places = new Map(this.sections.map((placed) => [placed.section, placed]));
    const read = sections.flatMap((section) => section.entries);
    for (const entry of read) this.#addKey(entry.key, entry);
    for (const entry of read) for (const alias of entry.aliases) this.#addKey(alias, entry);
    this.#strings = format.strings?.(sections.flatMap(({ strings }) => strings)) ?? new Map();
    this.surroundings = {
      string: (name) => this.#strings.get(name.toLowerCase()),
      entry: (key) => this.#byKey.get(key),
    };
    this.entries = read.map((entry) => (entry.isOpen ? this.#close(entry, previous) : entry));
  }

  /** By key or alias, letter by letter, as BibTeX's readers compare keys. */
  entry(key: string): Entry | undefined {
    const entry = this.#byKey.get(key);
    return entry && (this.#closed.get(entry)?.entry ?? entry);
  }

  /** Keys and aliases. */
  get keys(): Iterable<string> {
    return this.#byKey.keys();
  }

  /** The section around an offset of the file, by bisection. */
  sectionAt(offset: number): PlacedSection | undefined {
    let low = 0;
    let high = this.sections.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.sections[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.sections[low];
  }

  /** A span of a section as one of the file. */
  spanIn(section: Section, { start, end }: Span): Span {
    const base = this.#places.get(section)?.start ?? 0;
    return { start: base + start, end: base + end };
  }

  /** The place of an offset of a section. Linear in the section. */
  positionIn(section: Section, offset: number): Position {
    const { line, character } = extentOf(section.text.slice(0, offset));
    const base = this.#places.get(section) ?? { line: 0, character: 0 };
    return { line: base.line + line, character: (line > 0 ? 0 : base.character) + character };
  }

  /** Whether it was read from just this text. As fast as comparing two texts. */
  isOf(text: string): boolean {
    const last = this.sections[this.sections.length - 1];
    return (
      text.length === (last ? last.start + last.section.text.length : 0) &&
      this.sections.every(
        ({ section, start }) => text.slice(start, start + section.text.length) === section.text,
      )
    );
  }

  #addKey(key: string, entry: Entry): void {
    if (!this.#byKey.has(key)) this.#byKey.set(key, entry);
  }

  /** What was closed before stays, as long as everything that it asked for is as it was. */
  #close(entry: Entry, previous: Library | undefined): Entry {
    const known = previous && previous.#closed.get(entry);
    const isAsBefore = known !== undefined && known.answers.every((isSameIn) => isSameIn(this));
    const closed = isAsBefore ? known : this.#closeAnew(entry);
    this.#closed.set(entry, closed);
    return closed.entry;
  }

  #closeAnew(open: Entry): Closed {
    const answers: ((library: Library) => boolean)[] = [];
    const entry = this.format.close(open, {
      string: (name) => {
        const string = this.surroundings.string(name);
        answers.push((next) => next.surroundings.string(name)?.value === string?.value);
        return string;
      },
      entry: (key) => {
        const parent = this.surroundings.entry(key);
        answers.push((next) => next.surroundings.entry(key) === parent);
        return parent;
      },
    });
    return { entry, answers };
  }
}

/** Reads a library in steps, see {@link readSections}. */
export function* readLibrary(
  file: { readonly path: string; readonly format: LibraryFormat; readonly text: string },
  own: OwnString,
  previous?: Library,
): Generator<number, Library> {
  const { path, format, text } = file;
  const base = previous?.format === format ? previous : undefined;
  const kept = base?.sections.map(({ section }) => section);
  const sections = yield* readSections(text, format, own, kept);
  return new Library(path, format, sections, base);
}

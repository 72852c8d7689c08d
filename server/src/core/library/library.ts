// Owns a library file as a whole: its entries by key, with what they take from each other, and their places.
import type { Position, Span } from '../text/span';
import { answered, type Answered } from './answers';
import type { Entry, EntryProblem, NamedString, Section, Unclosed } from './entry';
import type { LibraryFormat, Surroundings } from './format';
import { SectionLines } from './sectionLines';
import { placeSections, readSections, type OwnString, type PlacedSection } from './sections';

/** Immutable once it is built. Of two entries with one key, the first stands; an alias never hides a key. */
export class Library {
  readonly path: string;
  readonly format: LibraryFormat;
  readonly sections: readonly PlacedSection[];
  readonly surroundings: Surroundings;
  readonly #places: ReadonlyMap<Section, PlacedSection>;
  readonly #lines: SectionLines;
  readonly #entries: Entry[] = [];
  readonly #byKey = new Map<string, Entry>();
  readonly #strings: ReadonlyMap<string, NamedString>;
  readonly #closed = new Map<Entry, Answered<Entry>>();
  /** All versions of a library share it. */
  readonly #unclosed: WeakMap<Entry, Answered<readonly EntryProblem[]>>;

  private constructor(
    path: string,
    format: LibraryFormat,
    sections: readonly Section[],
    previous?: Library,
  ) {
    [this.path, this.format] = [path, format];
    this.sections = placeSections(sections);
    this.#places = new Map(this.sections.map((placed) => [placed.section, placed]));
    this.#lines = new SectionLines(sections, previous && previous.#lines);
    const strings = sections.flatMap((section) => section.strings);
    this.#strings = format.strings?.(strings) ?? new Map();
    this.#unclosed = previous ? previous.#unclosed : new WeakMap();
    this.surroundings = {
      string: (name) => this.#strings.get(name.toLowerCase()),
      entry: (key) => this.#byKey.get(key),
    };
  }

  /** Builds a library in steps, one a section. Linear in the entries, not in the text. */
  static *of(
    path: string,
    format: LibraryFormat,
    sections: readonly Section[],
    previous?: Library,
  ): Generator<void, Library> {
    const library = new Library(path, format, sections, previous);
    const eachSection = function* (visit: (entry: Entry) => void) {
      for (const { entries } of sections) {
        entries.forEach(visit);
        yield;
      }
    };
    yield* eachSection((entry) => library.#addKey(entry.key, entry));
    yield* eachSection((entry) => {
      for (const alias of entry.aliases) library.#addKey(alias, entry);
    });
    yield* eachSection((entry) =>
      library.#entries.push(entry.isOpen ? library.#close(entry, previous) : entry),
    );
    return library;
  }

  /** In the file's order, those with a key that another has, too. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** By key or alias, letter by letter, as BibTeX's readers compare keys. */
  entry(key: string): Entry | undefined {
    const entry = this.#byKey.get(key);
    return entry && (this.#closed.get(entry)?.answer ?? entry);
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

  /** The place of an offset of a section, see {@link SectionLines}. */
  positionIn(section: Section, offset: number): Position {
    return this.#lines.positionIn(section, offset);
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

  /** What its entries and strings name and nothing defines. The cost is that of what changed since it was last asked for. */
  unclosed(): Unclosed[] {
    const sections = this.sections.map(({ section }) => section);
    const ofEntries = sections.flatMap((section) =>
      section.asking.flatMap((entry) =>
        this.#unclosedIn(entry).map((problem) => ({ section, problem })),
      ),
    );
    return [...(this.format.unclosedStrings?.(sections) ?? []), ...ofEntries];
  }

  #addKey(key: string, entry: Entry): void {
    if (!this.#byKey.has(key)) this.#byKey.set(key, entry);
  }

  /** What was closed before stays, as long as everything that it asked for is as it was. */
  #close(entry: Entry, previous: Library | undefined): Entry {
    const known = previous && previous.#closed.get(entry);
    const closed = known?.holdsIn(this.surroundings)
      ? known
      : answered(this.surroundings, (asked) => this.format.close(entry, asked));
    this.#closed.set(entry, closed);
    return closed.answer;
  }

  #unclosedIn(entry: Entry): readonly EntryProblem[] {
    const known = this.#unclosed.get(entry);
    if (known?.holdsIn(this.surroundings)) return known.answer;
    const found = answered(
      this.surroundings,
      (asked) => this.format.unclosed?.(entry, asked) ?? [],
    );
    this.#unclosed.set(entry, found);
    return found.answer;
  }
}

/** Reads a library in steps, see {@link readSections}. */
export function* readLibrary(
  file: { readonly path: string; readonly format: LibraryFormat; readonly text: string },
  own: OwnString,
  previous?: Library,
): Generator<unknown, Library> {
  const { path, format, text } = file;
  const base = previous?.format === format ? previous : undefined;
  const sections = yield* readSections(
    text,
    format,
    own,
    base?.sections.map(({ section }) => section),
  );
  return yield* Library.of(path, format, sections, base);
}

// Owns what a format of library files has to offer; each format is a folder or file beside this one.
import type {
  Entry,
  EntryDetails,
  EntryField,
  EntryProblem,
  NamedString,
  Section,
  Unclosed,
} from './entry';

/** What open entries take from the rest of the file. */
export interface Surroundings {
  /** Names are compared without regard to case. */
  readonly string: (name: string) => NamedString | undefined;
  readonly entry: (key: string) => Entry | undefined;
}

export interface LibraryFormat {
  readonly name: 'bibtex' | 'csl-json' | 'csl-yaml' | 'ris';
  /**
   * Reads from the offset `from`, which lies outside of entries, up to the first place outside of entries that
   * is at least `size` further on, or the text's end. Never throws; linear in what it reads. `cut` gives the text
   * of the section as a string of its own.
   */
  readonly readSection: (
    text: string,
    from: number,
    size: number,
    cut: (start: number, end: number) => string,
  ) => { readonly section: Section; readonly end: number };
  /** Strings by their names in lower case, with what they are made of put in: who uses one then asks for one. */
  readonly strings?: (all: readonly NamedString[]) => ReadonlyMap<string, NamedString>;
  /** The entry with what it takes from strings and other entries; cycles end, missing ones stay open. */
  readonly close: (entry: Entry, surroundings: Surroundings) => Entry;
  /** What an entry that asks for something gets no answer to. */
  readonly unclosed?: (entry: Entry, surroundings: Surroundings) => EntryProblem[];
  /** The same of strings. */
  readonly unclosedStrings?: (sections: readonly Section[]) => Unclosed[];
  /** In the file's order, read when asked for. */
  readonly fields: (entry: Entry) => readonly EntryField[];
  readonly details: (entry: Entry, surroundings: Surroundings) => EntryDetails;
}

// Owns the one face that a paper of a corpus and an entry of a library have for all features.
import type { Paper } from '../corpus/paper';
import type { Entry } from '../library/entry';
import type { Library } from '../library/library';

/** An entry and the file that it stands in. */
export interface LibraryEntry {
  readonly library: Library;
  readonly entry: Entry;
}

/** A paper, an entry, or both where they are one work. `key` is the one to cite it by. */
export type Work = { readonly key: string } & (
  | { readonly paper: Paper; readonly found?: LibraryEntry }
  | { readonly paper?: undefined; readonly found: LibraryEntry }
);

/** What lists show of a work. */
export interface WorkLine {
  readonly title: string;
  /** Family names. */
  readonly authors: readonly string[];
  readonly year: number | undefined;
}

/** The facts of a corpus were read in public records, so they stand before those of a person's file. */
export function lineOf({ paper, found }: Work): WorkLine {
  if (!paper) return found.entry;
  return {
    title: paper.title,
    authors: paper.authors.map(({ family }) => family),
    year: paper.year,
  };
}

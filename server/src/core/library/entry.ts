// Owns what a library consists of, whatever its format: sections of text with their entries.
import type { Author } from '../corpus/paper';
import type { Span } from '../text/span';

/** An entry as finding and citing need it. Offsets are relative to its section, so that edits elsewhere leave it. */
export interface Entry extends Span {
  readonly section: Section;
  readonly key: string;
  readonly keySpan: Span;
  /** Further keys that stand for it (BibLaTeX `ids`). */
  readonly aliases: readonly string[];
  /** The format's own word in lower case: `inproceedings`, `article-journal`. */
  readonly type: string;
  /** Without TeX or markup; empty where there is none. */
  readonly title: string;
  /** Family names of the authors, or of the editors where there are no authors. */
  readonly authors: readonly string[];
  readonly year: number | undefined;
  /** In normal form (syntax/identifiers.ts). */
  readonly doi: string | undefined;
  readonly arxiv: string | undefined;
  /** It takes values from other entries or from strings defined elsewhere, which are still missing here. */
  readonly isOpen: boolean;
}

/** A value that entries use by name (BibTeX `@string`). Spans are relative to the section. */
export interface NamedString extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  /** As it stands in the file: it may name other strings. */
  readonly value: string;
}

/** What is wrong in a library file. Spans are relative to the section. */
export interface EntryProblem extends Span {
  readonly code: 'syntax' | 'undefinedString' | 'undefinedParent' | 'encoding';
  readonly message: string;
}

/**
 * A piece of a library file that begins and ends outside of entries. It holds wherever it stands, so that
 * a changed file shares its unchanged sections with the one before by identity.
 */
export interface Section {
  readonly text: string;
  readonly entries: readonly Entry[];
  /** Those of them that name strings or other entries. */
  readonly asking: readonly Entry[];
  readonly strings: readonly NamedString[];
  readonly problems: readonly EntryProblem[];
}

/** What is wrong in a section because of what the rest of the file has not. */
export interface Unclosed {
  readonly section: Section;
  readonly problem: EntryProblem;
}

/** One field of an entry as it stands in the file. Spans are relative to the section. */
export interface EntryField {
  /** Lower case. */
  readonly name: string;
  readonly nameSpan: Span;
  /** The value with its quotes or braces. */
  readonly valueSpan: Span;
}

/** Everything that an entry says, read when it is shown. */
export interface EntryDetails {
  readonly title: string;
  readonly authors: readonly Author[];
  readonly editors: readonly Author[];
  readonly year: number | undefined;
  /** Journal, book or proceedings in which it stands. */
  readonly container: string | undefined;
  readonly publisher: string | undefined;
  readonly volume: string | undefined;
  readonly pages: string | undefined;
  readonly url: string | undefined;
  readonly abstract: string | undefined;
  readonly keywords: readonly string[];
}

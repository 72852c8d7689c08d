// Owns the read-only view from which every feature answers.
import type { Problem } from './corpus/problem';
import type { Register } from './corpus/register';
import type { CitedKeys } from './index/citationIndex';
import type { CodeNames } from './index/codeNames';
import type { MentionIndex } from './index/mentionIndex';
import type { IdentityIndex } from './index/identityIndex';
import type { LibraryIndex } from './index/libraryIndex';
import type { SearchIndex } from './index/searchIndex';
import type { Works } from './index/works';
import type { Library } from './library/library';
import type { ScopedLibrary } from './library/scope';
import type { ParsedDocument } from './syntax/document';
import type { PythonFile } from './syntax/python';
import type { Catalog } from './works/catalog';

/** How the text of a document is read. */
export type DocumentKind = 'note' | 'python' | 'library' | 'themes';

export interface OpenDocument {
  readonly uri: string;
  /** Undefined where it is no file of this machine. */
  readonly path: string | undefined;
  readonly version: number;
  readonly kind: DocumentKind;
  readonly text: string;
  /** Undefined for documents that are no notes. */
  readonly note: ParsedDocument | undefined;
  /** Undefined for documents that are no Python. */
  readonly python: PythonFile | undefined;
  /** Undefined for documents that are no library files. */
  readonly library: Library | undefined;
  /** Its entries by what works they are. */
  readonly identities: IdentityIndex | undefined;
}

/** A library file that applies to a document, why it does, and what became of it. */
export interface LibraryState extends ScopedLibrary {
  readonly status: 'loading' | 'loaded' | 'missing' | 'unreadable';
  /** What the person should know of it, in a sentence; undefined where all is well. */
  readonly message: string | undefined;
  /** What could be read, also of an earlier state of the file. */
  readonly index: LibraryIndex | undefined;
}

/** What applies to one document. */
export interface Scope {
  readonly works: Works;
  readonly libraries: readonly LibraryState[];
  /** YAML files that speak for the document and cannot be read, each with the reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** A source of papers and what became of it, those that stand before others first. */
export interface SourceState {
  /** Shown to the person: `Paperlens corpus`, or a folder. */
  readonly label: string;
  readonly papers: number;
  readonly methods: number;
  readonly problems: readonly Problem[];
  /** Its records that stand in the place of shipped ones. */
  readonly replacements: readonly Problem[];
}

export interface Snapshot {
  readonly catalog: Catalog;
  readonly mentions: MentionIndex;
  readonly codeNames: CodeNames;
  /** Who holds which key, for what is written in a corpus. */
  readonly register: Register;
  /** One index per source, to be merged by rank. */
  readonly searches: readonly SearchIndex[];
  readonly sources: readonly SourceState[];
  readonly document: (uri: string) => OpenDocument | undefined;
  readonly scope: (uri: string) => Scope;
  /** All that have been read, whether or not they apply somewhere. */
  readonly libraries: readonly LibraryIndex[];
  /** What the notes of the workspace cite, as far as they have been read. */
  readonly cited: CitedKeys;
  /** Whether `cited` holds all of them. */
  readonly areNotesRead: boolean;
}

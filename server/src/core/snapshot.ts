// Owns the read-only view from which every feature answers.
import type { Problem } from './corpus/problem';
import type { CodeNames } from './index/codeNames';
import type { MentionIndex } from './index/mentionIndex';
import type { SearchIndex } from './index/searchIndex';
import type { ParsedDocument } from './syntax/document';
import type { PythonFile } from './syntax/python';
import type { Catalog } from './works/catalog';

/** How the text of a document is read: as a note, as Python, or not at all. */
export type DocumentKind = 'note' | 'python';

export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly kind: DocumentKind;
  readonly text: string;
  /** Undefined for documents that are no notes. */
  readonly note: ParsedDocument | undefined;
  /** Undefined for documents that are no Python. */
  readonly python: PythonFile | undefined;
}

/** A source of papers and what became of it. */
export interface SourceState {
  /** Shown to the person: `Paperlens corpus`, or a folder. */
  readonly label: string;
  readonly papers: number;
  readonly methods: number;
  readonly problems: readonly Problem[];
}

export interface Snapshot {
  readonly catalog: Catalog;
  readonly mentions: MentionIndex;
  readonly codeNames: CodeNames;
  /** One index per source, to be merged by rank. */
  readonly searches: readonly SearchIndex[];
  readonly sources: readonly SourceState[];
  readonly document: (uri: string) => OpenDocument | undefined;
}

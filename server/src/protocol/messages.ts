// Owns the requests and notifications that client and server have beyond LSP. Plain names and data only:
// types of results are those of the features, so that no shape is written twice.
import type {
  FittingMethod,
  MethodChoice,
  MethodOption,
  MethodWishes,
} from '../core/features/chooseMethod';
import type { MapRow } from '../core/features/fieldMap';
import type { FoundPaper, MethodRow, PaperDetails, PaperRow } from '../core/features/papers';
import type { Grouping, PaperGroup, PaperLeaf, TreeNode } from '../core/features/tree';

export type { FittingMethod, MethodChoice, MethodOption, MethodWishes };
export type {
  FoundPaper,
  Grouping,
  MapRow,
  MethodRow,
  PaperDetails,
  PaperGroup,
  PaperLeaf,
  PaperRow,
  TreeNode,
};

/** Offsets never travel: places are LSP positions. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** client → server: the tree of papers. */
export const treeRequest = 'paperlens/tree';
export interface TreeParams {
  readonly grouping: Grouping;
  /** Words to filter by; empty for all. */
  readonly filter: string;
}
export type TreeResult = readonly PaperGroup[];

/** client → server: papers for a query, best first; all for an empty one. */
export const searchPapersRequest = 'paperlens/searchPapers';
export interface SearchPapersParams {
  readonly query: string;
  readonly limit: number;
}
export type SearchPapersResult = readonly FoundPaper[];

/**
 * Where a client that opens pages has those of papers: `paperlens:/papers/<key>.md`. The pages of themes stand in
 * `/themes/`; relative links lead from one to another.
 */
export const PAPER_PAGES = { scheme: 'paperlens', before: '/papers/', after: '.md' } as const;

/** client → server: every paper with its place on the map of the field. */
export const mapRequest = 'paperlens/map';
export type MapResult = readonly MapRow[];

/** client → server: everything that commands need of one paper; null for an unknown key. */
export const paperRequest = 'paperlens/paper';
export interface PaperParams {
  readonly key: string;
}
export type PaperResult = PaperDetails | null;

/** client → server: the Markdown of a page by its path; null where there is none. */
export const pageRequest = 'paperlens/page';
export interface PageParams {
  readonly path: string;
}
export type PageResult = string | null;

/** client → server: the key of the paper at a place in a note; null where there is none. */
export const paperAtRequest = 'paperlens/paperAt';
export interface PlaceParams {
  readonly uri: string;
  readonly position: Position;
}
export type PaperAtResult = string | null;

/** client → server: how to cite a paper at a place. `version` is the document's that was looked at. */
export const citationRequest = 'paperlens/citation';
export interface CitationParams extends PlaceParams {
  readonly key: string;
}
export interface CitationResult extends TextEdit {
  readonly version: number | null;
}

/** client → server: the methods with code. */
export const methodsRequest = 'paperlens/methods';
export type MethodsResult = readonly MethodRow[];

/** client → server: the methods that fit what the person has said, and what could still be asked. */
export const chooseMethodRequest = 'paperlens/chooseMethod';
export type ChooseMethodParams = MethodWishes;
export type ChooseMethodResult = MethodChoice;

/** client → server: a method's code for a place; null for an unknown id or document. */
export const snippetRequest = 'paperlens/snippet';
export interface SnippetParams extends PlaceParams {
  readonly id: string;
}
export interface SnippetResult {
  /** `newText` is in VS Code's snippet syntax. */
  readonly snippet: TextEdit;
  /** Further edits of the same document: its imports. */
  readonly imports: readonly TextEdit[];
  /** The document's version that was looked at. */
  readonly version: number;
}

/** client → server: a Markdown page on what is known of a document. */
export const explainDocumentRequest = 'paperlens/explainDocument';
export interface ExplainDocumentParams {
  readonly uri: string;
}
export type ExplainDocumentResult = string;

/** server → client: what is loaded. Sent after start and whenever it changes. */
export const statusNotification = 'paperlens/status';
export interface StatusParams {
  readonly papers: number;
  readonly methods: number;
  /** Of all libraries that have been read, and how many these are. */
  readonly entries: number;
  readonly libraries: number;
  /** Some are still being read. */
  readonly isReading: boolean;
  /** Notes of the workspace that have been read; 0 until all have. */
  readonly notes: number;
  readonly problems: readonly {
    readonly file: string;
    readonly line: number;
    readonly message: string;
  }[];
}

/** In what colours the client shows cards: formulas in them are pictures, which have a colour of their own. */
export type ColourScheme = 'light' | 'dark' | 'highContrastLight' | 'highContrastDark';

/** client → server: the colours are others now. */
export const colourSchemeNotification = 'paperlens/colourScheme';
export interface ColourSchemeParams {
  readonly colourScheme: ColourScheme;
}

/** client → server: the person trusts the workspace now. */
export const trustNotification = 'paperlens/trust';

/** In the `initialize` request: what the client can do beyond LSP. */
export interface InitializationOptions {
  /** The client runs the commands that cards link to. */
  readonly commandLinks?: boolean;
  /** The client opens the pages of papers and themes (PAPER_PAGES). */
  readonly paperPages?: boolean;
  /** The client shows pictures in cards, in these colours; without it formulas are plain text. */
  readonly colourScheme?: ColourScheme;
  /** False in Restricted Mode: then no file outside of the workspace is read because a document names it. */
  readonly trusted?: boolean;
}

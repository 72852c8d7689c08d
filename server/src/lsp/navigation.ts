// Owns the answers to LSP's requests about where things are: definition, references, rename, symbols, folding.
import {
  DocumentHighlightKind,
  ErrorCodes,
  FoldingRange,
  ResponseError,
  SymbolKind,
  type DocumentHighlight,
  type DocumentSymbol,
  type LinkedEditingRanges,
  type Location,
  type TextDocumentPositionParams,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { sameKeys } from '../core/features/navigation/inDocument';
import { definitionOf, referencesOf, type Definition } from '../core/features/navigation/places';
import { prepareRename, rename } from '../core/features/navigation/rename';
import type { FilePlace } from '../core/library/filePlace';
import { librarySymbols } from '../core/features/navigation/symbols';
import type { OpenNote } from '../workspace/openNote';
import { PAPER_PAGES } from '../protocol/messages';
import { toLocation, toRange } from './convert';
import { guarded } from './guard';
import type { Session } from './session';

/** Letters of a key while all its places are edited at once. */
const KEY_PATTERN = '[\\p{L}\\p{N}_:.#$%&+?<>~/-]+';

type Place = TextDocumentPositionParams;

export function serveNavigation(session: Session): void {
  const { connection, workspace } = session;
  const atPlace = answering(session);
  connection.onDefinition(
    atPlace('definition', null, ({ uri }, offset) =>
      definitionOf(workspace.snapshot, uri, offset).flatMap((found) => locationsOf(session, found)),
    ),
  );
  connection.onReferences(
    atPlace<Place & { context: { includeDeclaration: boolean } }, Location[] | null>(
      'references',
      null,
      async ({ uri }, offset, { context }) => {
        await workspace.allNotesRead;
        const { includeDeclaration } = context;
        return referencesOf(workspace.snapshot, uri, offset, includeDeclaration).flatMap((place) =>
          locationsOf(session, place),
        );
      },
    ),
  );
  connection.onDocumentHighlight(
    atPlace<Place, DocumentHighlight[]>('highlight', [], (document, offset) =>
      sameKeys(document, offset).map((span) => ({
        range: toRange(span, document.lines),
        kind: span.isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  );
  connection.languages.onLinkedEditingRange(
    atPlace<Place, LinkedEditingRanges | null>('linkedEditing', null, (document, offset) => {
      const ranges = sameKeys(document, offset).map((span) => toRange(span, document.lines));
      return ranges.length > 1 ? { ranges, wordPattern: KEY_PATTERN } : null;
    }),
  );
  serveRename(session);
  serveLibraryOutline(session);
}

function serveRename(session: Session): void {
  const { connection, workspace } = session;
  const atPlace = answering(session);
  connection.onPrepareRename(
    atPlace('prepareRename', null, (document, offset) => {
      const prepared = prepareRename(workspace.snapshot, document.uri, offset);
      if ('refusal' in prepared) return refused(prepared.refusal);
      return { range: toRange(prepared.span, document.lines), placeholder: prepared.key };
    }),
  );
  connection.onRenameRequest(
    atPlace<Place & { newName: string }, WorkspaceEdit | ResponseError | null>(
      'rename',
      null,
      async ({ uri }, offset, { newName }) => {
        await workspace.allNotesRead;
        const renaming = rename(workspace.snapshot, uri, offset, newName);
        if ('refusal' in renaming) return refused(renaming.refusal);
        const changes: Record<string, TextEdit[]> = {};
        for (const { newText, ...place } of renaming.edits)
          for (const { uri: file, range } of locationsOf(session, place))
            (changes[file] ??= []).push({ range, newText });
        return { changes };
      },
    ),
  );
}

function serveLibraryOutline(session: Session): void {
  const { connection } = session;
  const onLibrary = <R>(name: string, answer: (document: OpenNote) => R[]) =>
    guarded(name, session.log, [] as R[], async (params: { textDocument: { uri: string } }) => {
      await session.ready;
      const document = session.workspace.document(params.textDocument.uri);
      return document?.library ? answer(document) : [];
    });
  connection.onDocumentSymbol(
    onLibrary('documentSymbol', ({ library, lines }): DocumentSymbol[] =>
      (library ? librarySymbols(library) : []).map((symbol) => ({
        name: symbol.name === '' ? '(no key)' : symbol.name,
        detail: symbol.detail,
        kind: symbol.kind === 'string' ? SymbolKind.Constant : SymbolKind.Object,
        range: toRange(symbol, lines),
        selectionRange: toRange(symbol.nameSpan, lines),
      })),
    ),
  );
  connection.onFoldingRanges(
    onLibrary('folding', ({ library, lines }) =>
      (library ? librarySymbols(library) : [])
        .map((symbol) => toRange(symbol, lines))
        .filter(({ start, end }) => end.line > start.line)
        .map(({ start, end }) => FoldingRange.create(start.line, end.line)),
    ),
  );
}

/** A request about a place in an open document. */
function answering(session: Session) {
  const { workspace, log } = session;
  return <P extends Place, R>(
    name: string,
    empty: R,
    answer: (document: OpenNote, offset: number, params: P) => R | Promise<R>,
  ) =>
    guarded(name, log, empty, async (params: P): Promise<R> => {
      await session.librariesReady();
      const document = workspace.document(params.textDocument.uri);
      if (!document) return empty;
      return answer(document, document.lines.offsetAt(params.position), params);
    });
}

function refused(message: string): ResponseError {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}

function locationsOf({ host, abilities }: Session, found: Definition | FilePlace): Location[] {
  if (!('paper' in found)) return [toLocation(found, host)];
  if (!abilities.paperPages) return [];
  const { scheme, before, after } = PAPER_PAGES;
  const start = { line: 0, character: 0 };
  const uri = `${scheme}:${before}${encodeURIComponent(found.paper)}${after}`;
  return [{ uri, range: { start, end: start } }];
}

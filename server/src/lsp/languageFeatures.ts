// Owns the answers to LSP's own requests: convert, call the feature, convert back.
import {
  SymbolKind,
  type CompletionItem,
  type CompletionList,
  type Hover,
  type SymbolInformation,
} from 'vscode-languageserver';
import { complete, describeItem } from '../core/features/completion/complete';
import { hover } from '../core/features/hover/hover';
import { entrySymbols, workspaceSymbols } from '../core/features/workspaceSymbols';
import { toCompletionItem, toHover, toLocation, toSymbol, type ItemData } from './convert';
import { guarded } from './guard';
import type { Session } from './session';

const NOTHING: CompletionList = { isIncomplete: false, items: [] };
/** Editors ask again with each letter, so that more would only be sent in vain. */
const MAX_SYMBOLS = 50;

export function serveLanguageFeatures(session: Session): void {
  const { connection, workspace, log, ready } = session;
  connection.onHover(
    guarded(
      'hover',
      log,
      null,
      async ({ textDocument: { uri }, position }): Promise<Hover | null> => {
        await session.librariesReady();
        const document = workspace.document(uri);
        const { enabled, mentions } = session.settings.hover;
        if (!document || !enabled) return null;
        const { draw } = session.formulas;
        const options = { actions: session.abilities.commandLinks, mentions, draw };
        const found = hover(workspace.snapshot, uri, document.lines.offsetAt(position), options);
        return found ? toHover(found, document.lines) : null;
      },
    ),
  );
  connection.onCompletion(
    guarded('completion', log, NOTHING, async ({ textDocument: { uri }, position }) => {
      await session.librariesReady();
      const document = workspace.document(uri);
      if (!document) return NOTHING;
      const found = complete(workspace.snapshot, uri, document.lines.offsetAt(position));
      if (!found) return NOTHING;
      const { citations, snippets } = session.settings.completion;
      const items = found.items
        .filter(({ kind }) => {
          return kind === 'corpus' || (kind === 'snippet' ? snippets : citations);
        })
        .map((item, order) => toCompletionItem(item, order, document, session.abilities));
      return { isIncomplete: found.isIncomplete, items };
    }),
  );
  connection.onWorkspaceSymbol(
    guarded('workspaceSymbol', log, [], async ({ query }): Promise<SymbolInformation[]> => {
      await ready;
      const { snapshot } = workspace;
      const entries = entrySymbols(snapshot, query, MAX_SYMBOLS).map(({ place, ...symbol }) => ({
        name: symbol.name,
        kind: SymbolKind.Object,
        containerName: symbol.container,
        location: toLocation(place, session.host),
      }));
      // Of a paper, a symbol leads to its page: an editor that does not open those is told of none.
      if (!session.abilities.paperPages) return entries;
      return [...workspaceSymbols(snapshot, query, MAX_SYMBOLS).map(toSymbol), ...entries];
    }),
  );
  connection.onCompletionResolve((item: CompletionItem) =>
    guarded('completion/resolve', log, item, () => {
      const data = item.data as ItemData;
      const text = describeItem(workspace.snapshot, data.uri, data, session.formulas.draw);
      return text === undefined
        ? item
        : { ...item, documentation: { kind: 'markdown' as const, value: text } };
    })(item),
  );
}

// Owns the answers to LSP's own requests: convert, call the feature, convert back.
import type { CompletionItem, CompletionList, Hover } from 'vscode-languageserver';
import { complete, describeItem } from '../core/features/completion/complete';
import { hover } from '../core/features/hover/hover';
import { toCompletionItem, toHover, type ItemData } from './convert';
import { guarded } from './guard';
import type { Session } from './session';

const NOTHING: CompletionList = { isIncomplete: false, items: [] };

export function serveLanguageFeatures(session: Session): void {
  const { connection, workspace, log, ready } = session;
  connection.onHover(
    guarded(
      'hover',
      log,
      null,
      async ({ textDocument: { uri }, position }): Promise<Hover | null> => {
        await ready;
        const document = workspace.document(uri);
        const { enabled, mentions } = session.settings.hover;
        if (!document || !enabled) return null;
        const options = { actions: session.abilities.commandLinks, mentions };
        const found = hover(workspace.snapshot, uri, document.lines.offsetAt(position), options);
        return found ? toHover(found, document.lines) : null;
      },
    ),
  );
  connection.onCompletion(
    guarded('completion', log, NOTHING, async ({ textDocument: { uri }, position }) => {
      await ready;
      const document = workspace.document(uri);
      if (!document) return NOTHING;
      const found = complete(workspace.snapshot, uri, document.lines.offsetAt(position));
      if (!found) return NOTHING;
      const { citations, snippets } = session.settings.completion;
      const items = found.items
        .filter((item) => (item.kind === 'citation' ? citations : snippets))
        .map((item, order) => toCompletionItem(item, order, document.lines, session.abilities));
      return { isIncomplete: found.isIncomplete, items };
    }),
  );
  connection.onCompletionResolve((item: CompletionItem) =>
    guarded('completion/resolve', log, item, () => {
      const text = describeItem(workspace.snapshot, item.data as ItemData);
      return text === undefined
        ? item
        : { ...item, documentation: { kind: 'markdown' as const, value: text } };
    })(item),
  );
}

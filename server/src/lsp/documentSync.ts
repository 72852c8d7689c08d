// Owns the messages that keep the open documents in step with the editor.
import { kindOf } from './convert';
import type { Session } from './session';

/** Order matters here, so these run as they come and never wait. */
export function syncDocuments(session: Session): void {
  const { connection, workspace, diagnostics } = session;
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, languageId, text } }) => {
    const kind = kindOf(uri, languageId);
    if (!kind) return;
    workspace.open(uri, version, kind, text);
    session.expectLibraries();
    diagnostics.schedule(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    workspace.edit(
      uri,
      version,
      contentChanges.map((change) =>
        'range' in change ? { range: change.range, text: change.text } : { text: change.text },
      ),
    );
    diagnostics.schedule(uri);
  });
  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    workspace.close(uri);
    await diagnostics.clear(uri);
  });
}

// Owns the messages that keep the open documents in step with the editor.
import type { Connection } from 'vscode-languageserver';
import type { Workspace } from '../workspace/workspace';
import { kindOf } from './convert';

/** Order matters here, so these run as they come and never wait. */
export function syncDocuments(connection: Connection, workspace: Workspace): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, languageId, text } }) => {
    const kind = kindOf(uri, languageId);
    if (kind) workspace.open(uri, version, kind, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    workspace.edit(
      uri,
      version,
      contentChanges.map((change) =>
        'range' in change ? { range: change.range, text: change.text } : { text: change.text },
      ),
    );
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => workspace.close(uri));
}

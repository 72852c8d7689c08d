// Owns the life of a server: which message leads to what. What it answers stands in the files beside.
import type { Connection, DidChangeConfigurationParams } from 'vscode-languageserver';
import type { Host } from '../workspace/host';
import { capabilities } from './capabilities';
import { syncDocuments } from './documentSync';
import { guarded } from './guard';
import { serveLanguageFeatures } from './languageFeatures';
import { servePaperRequests } from './paperRequests';
import { Session } from './session';

declare const PAPERLENS_VERSION: string;

/** Serves one client over `connection` until it says `exit`. Nothing is shared between two servers. */
export function startServer(connection: Connection, host: Host): void {
  const session = new Session(connection, host);
  const { log, workspace } = session;
  connection.onInitialize((params) => {
    session.meet(params);
    return capabilities(PAPERLENS_VERSION);
  });
  connection.onDidChangeConfiguration(({ settings }: DidChangeConfigurationParams) =>
    session.pullSettings(settings),
  );
  const reloadOnce = guarded('reload', log, undefined, () => session.reload());
  const reload = coalesced(() => reloadOnce(undefined));
  connection.onDidChangeWatchedFiles(reload);
  connection.onInitialized(
    guarded('start', log, undefined, () => {
      // Only now, and only with such a client: the library takes this message for itself.
      if (session.abilities.folders) {
        connection.workspace.onDidChangeWorkspaceFolders((event) => {
          session.changeFolders(event);
          void reload();
        });
      }
      return session.start();
    }),
  );
  syncDocuments(connection, workspace);
  serveLanguageFeatures(session);
  servePaperRequests(session);
  connection.listen();
}

/**
 * Runs at once, and once more after a run during which it was asked again: a burst costs two runs. Two
 * never overlap, so that one which began with what was true before cannot end last.
 */
function coalesced(run: () => Promise<void>): () => Promise<void> {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await run();
    }
    running = false;
  };
}

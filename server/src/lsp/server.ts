// Owns the life of a server: which message leads to what. What it answers stands in the files beside.
import type { Connection, DidChangeConfigurationParams } from 'vscode-languageserver';
import type { Host } from '../workspace/host';
import { capabilities } from './capabilities';
import { syncDocuments } from './documentSync';
import { FileChangeType } from 'vscode-languageserver';
import {
  colourSchemeNotification,
  trustNotification,
  type ColourSchemeParams,
} from '../protocol/messages';
import { OWN_CORPUS } from '../core/corpus/ownCorpus';
import { guarded } from './guard';
import { serveLanguageFeatures } from './languageFeatures';
import { serveFixes } from './fixes';
import { serveMap } from './mapRequest';
import { serveMarks } from './marks';
import { serveNavigation } from './navigation';
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
    session.settingsChanged(settings),
  );
  const reloadOnce = guarded('reload', log, undefined, () => session.reload());
  const reload = coalesced(() => reloadOnce(undefined));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.flatMap(({ uri }) => host.pathOf(uri) ?? []);
    const isOfCorpus = (path: string) => path.split(/[\\/]/).includes(OWN_CORPUS);
    for (const path of paths) if (!isOfCorpus(path)) workspace.fileChanged(path);
    // A file that came or went may be one that is to be looked for.
    const isSameSet = changes.every(({ type }) => type === FileChangeType.Changed);
    if (paths.some(isOfCorpus) || !isSameSet) return reload();
    return undefined;
  });
  connection.onNotification(trustNotification, () => session.trust());
  connection.onNotification(colourSchemeNotification, ({ colourScheme }: ColourSchemeParams) =>
    session.formulas.setColourScheme(colourScheme),
  );
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
  syncDocuments(session);
  serveLanguageFeatures(session);
  servePaperRequests(session);
  serveNavigation(session);
  serveMarks(session);
  serveFixes(session);
  serveMap(session, host);
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

// Owns the language client: which documents it serves, and its start, stop and restart.
import { workspace, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  TransportKind,
  type DocumentFilter,
  type ErrorHandler,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import type { InitializationOptions } from '../../server/src/protocol/messages';
import { colourScheme } from './colourScheme';
import { CrashLimit } from './crashLimit';
import { CARD_COMMANDS } from './ids';

/** By language, and by ending: without Quarto's extension its files open as plain text. */
const DOCUMENTS = [
  { language: 'markdown' },
  { language: 'quarto' },
  { language: 'rmd' },
  { language: 'python' },
  { language: 'bibtex' },
  { pattern: '**/*.{qmd,Rmd,rmd,bib,bibtex,ris}' },
  { pattern: '**/.paperlens/themes.yaml' },
];

/** A diff and the preview of a rename show documents of their own: their file's faults would be told twice. */
const SCHEMES = ['file', 'untitled', 'vscode-notebook-cell'];

function servedDocuments(): DocumentFilter[] {
  const ofFolders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set([...SCHEMES, ...ofFolders])].flatMap((scheme) =>
    DOCUMENTS.map((document) => ({ scheme, ...document })),
  );
}

/** `giveUp` is called when the server has crashed too often to be started again. */
export function createLanguageClient(
  serverModule: string,
  log: LogOutputChannel,
  giveUp: () => void,
): LanguageClient {
  const run = { module: serverModule, transport: TransportKind.ipc };
  const serverOptions: ServerOptions = {
    run,
    debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
  };
  // Asked for with each start: a server that starts again must know the colours of that moment.
  const initializationOptions = (): InitializationOptions => ({
    commandLinks: true,
    paperPages: true,
    colourScheme: colourScheme(),
    trusted: workspace.isTrusted,
  });
  const clientOptions: LanguageClientOptions = {
    documentSelector: servedDocuments(),
    outputChannel: log,
    initializationOptions,
    errorHandler: restarting(giveUp),
    // Without it, the library shows the error itself.
    initializationFailedHandler: () => false,
    // Cards are Markdown from the server; only the commands on this list may run from them.
    // The one HTML in them are the pictures of formulas: Markdown's own stand too high in their line.
    markdown: { isTrusted: { enabledCommands: CARD_COMMANDS }, supportHtml: true },
  };
  return new OwnClient('paperlens', 'Paperlens', serverOptions, clientOptions);
}

class OwnClient extends LanguageClient {
  /** Logs what the library would show in words of its own: a person is told once, by `giveUp` or the status item. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** A client whose server did not come up cannot be stopped, which the library's own restart begins with. */
  override async restart(): Promise<void> {
    await (this.isRunning() ? super.restart() : this.start());
  }
}

/** Restarts a server that crashed; the language client sends it the open documents again. */
function restarting(giveUp: () => void): ErrorHandler {
  const limit = new CrashLimit();
  return {
    // A message that could not be sent or read: if the server is gone, `closed` follows.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      if (limit.mayRestart(Date.now())) return { action: CloseAction.Restart, handled: true };
      giveUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

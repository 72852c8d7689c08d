// Owns the language client: which documents it serves, and its start, stop and restart.
import type { LogOutputChannel } from 'vscode';
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import type { InitializationOptions } from '../../server/src/protocol/messages';
import { CARD_COMMANDS } from './ids';

/** By language, and by ending: without Quarto's extension its files open as plain text. */
const DOCUMENTS = [
  { language: 'markdown' },
  { language: 'quarto' },
  { language: 'rmd' },
  { language: 'python' },
  { pattern: '**/*.{qmd,Rmd,rmd}' },
];

export function createLanguageClient(serverModule: string, log: LogOutputChannel): LanguageClient {
  const run = { module: serverModule, transport: TransportKind.ipc };
  const serverOptions: ServerOptions = {
    run,
    debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
  };
  const initializationOptions: InitializationOptions = { commandLinks: true };
  const clientOptions: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    outputChannel: log,
    initializationOptions,
    // Cards are Markdown from the server; only the commands on this list may run from them.
    markdown: { isTrusted: { enabledCommands: CARD_COMMANDS }, supportHtml: false },
  };
  return new LanguageClient('paperlens', 'Paperlens', serverOptions, clientOptions);
}

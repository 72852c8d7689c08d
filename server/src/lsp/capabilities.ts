// Owns what the server tells a client that it can do.
import {
  TextDocumentSyncKind,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { asRecord } from '../core/corpus/fieldReader';

/** The part of a client's abilities that changes our answers. */
export interface ClientAbilities {
  readonly insertReplace: boolean;
  /** It understands tab stops. */
  readonly snippets: boolean;
  /** It answers when it is asked for settings. */
  readonly configuration: boolean;
  /** It takes a registration for changes of settings, and below for those of files. */
  readonly settingsEvents: boolean;
  readonly watchedFiles: boolean;
  /** It has workspace folders and tells when they change. */
  readonly folders: boolean;
  readonly commandLinks: boolean;
}

export const NO_ABILITIES: ClientAbilities = {
  insertReplace: false,
  snippets: false,
  configuration: false,
  settingsEvents: false,
  watchedFiles: false,
  folders: false,
  commandLinks: false,
};

export function abilitiesOf(params: InitializeParams): ClientAbilities {
  const { textDocument, workspace } = params.capabilities;
  const items = textDocument?.completion?.completionItem;
  return {
    insertReplace: Boolean(items?.insertReplaceSupport),
    snippets: Boolean(items?.snippetSupport),
    configuration: Boolean(workspace?.configuration),
    settingsEvents: Boolean(workspace?.didChangeConfiguration?.dynamicRegistration),
    watchedFiles: Boolean(workspace?.didChangeWatchedFiles?.dynamicRegistration),
    folders: Boolean(workspace?.workspaceFolders),
    commandLinks: asRecord(params.initializationOptions)?.commandLinks === true,
  };
}

export function capabilities(version: string): InitializeResult {
  return {
    serverInfo: { name: 'Paperlens', version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      // A space goes on with a search of several words; it costs nothing outside of a citation.
      completionProvider: { triggerCharacters: ['@', ';', '{', ' '], resolveProvider: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

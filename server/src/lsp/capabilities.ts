// Owns what the server tells a client that it can do.
import {
  TextDocumentSyncKind,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';

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
  readonly commandLinks: boolean;
}

export const NO_ABILITIES: ClientAbilities = {
  insertReplace: false,
  snippets: false,
  configuration: false,
  settingsEvents: false,
  watchedFiles: false,
  commandLinks: false,
};

export function abilitiesOf(params: InitializeParams): ClientAbilities {
  const { textDocument, workspace } = params.capabilities;
  const items = textDocument?.completion?.completionItem;
  return {
    insertReplace: items?.insertReplaceSupport ?? false,
    snippets: items?.snippetSupport ?? false,
    configuration: workspace?.configuration ?? false,
    settingsEvents: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    commandLinks: asksForCommandLinks(params.initializationOptions),
  };
}

function asksForCommandLinks(options: unknown): boolean {
  return (
    typeof options === 'object' &&
    options !== null &&
    'commandLinks' in options &&
    options.commandLinks === true
  );
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

// Owns what the server tells a client that it can do.
import {
  CodeActionKind,
  TextDocumentSyncKind,
  type CompletionClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceClientCapabilities,
} from 'vscode-languageserver';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from './tokens';
import { asRecord } from '../core/corpus/fieldReader';

/** The part of a client's abilities that changes our answers. */
export interface ClientAbilities {
  readonly insertReplace: boolean;
  /** It understands tab stops. */
  readonly snippets: boolean;
  /** It shows more beside the label of a suggestion than one detail behind it. */
  readonly labelDetails: boolean;
  /** It answers when it is asked for settings. */
  readonly configuration: boolean;
  /** It takes a registration for changes of settings, and below for those of files. */
  readonly settingsEvents: boolean;
  readonly watchedFiles: boolean;
  /** It watches folders outside of the workspace, too. */
  readonly relativePatterns: boolean;
  /** It draws these anew when it is asked to. */
  readonly refreshes: {
    readonly colours: boolean;
    readonly hints: boolean;
    readonly lenses: boolean;
  };
  /** It has workspace folders and tells when they change. */
  readonly folders: boolean;
  readonly commandLinks: boolean;
  /** It opens the pages of papers, to which symbols lead. */
  readonly paperPages: boolean;
}

export const NO_ABILITIES: ClientAbilities = {
  insertReplace: false,
  snippets: false,
  labelDetails: false,
  configuration: false,
  settingsEvents: false,
  watchedFiles: false,
  relativePatterns: false,
  refreshes: { colours: false, hints: false, lenses: false },
  folders: false,
  commandLinks: false,
  paperPages: false,
};

export function abilitiesOf(params: InitializeParams): ClientAbilities {
  const { textDocument, workspace } = params.capabilities;
  const ours = asRecord(params.initializationOptions);
  return {
    ...ofSuggestions(textDocument?.completion?.completionItem),
    configuration: Boolean(workspace?.configuration),
    settingsEvents: Boolean(workspace?.didChangeConfiguration?.dynamicRegistration),
    watchedFiles: Boolean(workspace?.didChangeWatchedFiles?.dynamicRegistration),
    relativePatterns: Boolean(workspace?.didChangeWatchedFiles?.relativePatternSupport),
    refreshes: refreshesOf(workspace),
    folders: Boolean(workspace?.workspaceFolders),
    commandLinks: ours?.commandLinks === true,
    paperPages: ours?.paperPages === true,
  };
}

function ofSuggestions(items: CompletionClientCapabilities['completionItem']) {
  return {
    insertReplace: Boolean(items?.insertReplaceSupport),
    snippets: Boolean(items?.snippetSupport),
    labelDetails: Boolean(items?.labelDetailsSupport),
  };
}

function refreshesOf(
  workspace: WorkspaceClientCapabilities | undefined,
): ClientAbilities['refreshes'] {
  return {
    colours: Boolean(workspace?.semanticTokens?.refreshSupport),
    hints: Boolean(workspace?.inlayHint?.refreshSupport),
    lenses: Boolean(workspace?.codeLens?.refreshSupport),
  };
}

export function capabilities(version: string): InitializeResult {
  return {
    serverInfo: { name: 'Paperlens', version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      linkedEditingRangeProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      documentLinkProvider: {},
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite],
      },
      codeLensProvider: {},
      inlayHintProvider: true,
      semanticTokensProvider: {
        legend: { tokenTypes: TOKEN_TYPES, tokenModifiers: TOKEN_MODIFIERS },
        full: true,
        range: true,
      },
      // A space goes on with a search of several words; it costs nothing outside of a citation.
      completionProvider: { triggerCharacters: ['@', ';', '{', ' '], resolveProvider: true },
      workspaceSymbolProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

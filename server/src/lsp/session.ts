// Owns what one client has told: its abilities, settings and folders, and the loading that follows from them.
import {
  BulkRegistration,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
  type Connection,
  type InitializeParams,
  type WorkspaceFolder,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { asRecord } from '../core/corpus/fieldReader';
import { statusNotification, type StatusParams } from '../protocol/messages';
import {
  DEFAULT_SETTINGS,
  readSettings,
  SETTINGS_SECTION,
  type Settings,
} from '../protocol/settings';
import type { Host, Logger } from '../workspace/host';
import { OWN_CORPUS, Workspace } from '../workspace/workspace';
import { abilitiesOf, NO_ABILITIES, type ClientAbilities } from './capabilities';
import { guarded } from './guard';

export class Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly log: Logger;
  /** Resolves when the papers are loaded: a request that comes earlier waits instead of finding nothing. */
  readonly ready: Promise<void>;
  readonly #host: Host;
  #abilities: ClientAbilities = NO_ABILITIES;
  #settings: Settings = DEFAULT_SETTINGS;
  #folders: readonly WorkspaceFolder[] = [];
  #declareReady: () => void = () => undefined;

  constructor(connection: Connection, host: Host) {
    this.connection = connection;
    this.#host = host;
    this.workspace = new Workspace(host);
    this.log = {
      info: (message) => connection.console.info(message),
      error: (message) => connection.console.error(message),
    };
    this.ready = new Promise((resolve) => (this.#declareReady = resolve));
  }

  get abilities(): ClientAbilities {
    return this.#abilities;
  }

  get settings(): Settings {
    return this.#settings;
  }

  meet(params: InitializeParams): void {
    this.#abilities = abilitiesOf(params);
    const { workspaceFolders, rootUri } = params;
    this.#folders = workspaceFolders ?? (rootUri ? [{ uri: rootUri, name: rootUri }] : []);
  }

  /** Loads everything. Requests are answered afterwards even if it fails. */
  async start(): Promise<void> {
    // Not waited for: an editor that never answers is served all the same.
    void this.#attempt('registration', () => this.#registerForChanges());
    try {
      await Promise.all([this.workspace.load(this.#roots), this.pullSettings()]);
    } finally {
      this.#declareReady();
    }
    this.#tellStatus();
  }

  /** Asks for the settings; those of before stay if that fails. */
  pullSettings(pushed?: unknown): Promise<void> {
    return this.#attempt('settings', () => this.#takeSettings(pushed));
  }

  /** An editor that cannot be asked sends what it has, all sections in one. */
  async #takeSettings(pushed: unknown): Promise<void> {
    const sent: unknown = this.#abilities.configuration
      ? await this.connection.workspace.getConfiguration(SETTINGS_SECTION)
      : asRecord(pushed)?.[SETTINGS_SECTION];
    const { settings, problems } = readSettings(sent);
    this.#settings = settings;
    this.workspace.ignoreNames(settings.mentions.ignore);
    // A notification, not a request: no answer is wanted, and not every editor gives one.
    const type = MessageType.Warning;
    for (const message of problems) {
      void this.connection.sendNotification(ShowMessageNotification.type, { type, message });
    }
  }

  /** What they hold is known after the next reload. */
  changeFolders({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(removed.map((folder) => folder.uri));
    this.#folders = [...this.#folders.filter((folder) => !gone.has(folder.uri)), ...added];
  }

  async reload(): Promise<void> {
    await this.ready;
    await this.workspace.reloadOwnCorpora(this.#roots);
    this.#tellStatus();
  }

  /** A step of which the rest does not depend: what goes wrong is logged. */
  #attempt(name: string, step: () => Promise<void>): Promise<void> {
    return guarded(name, this.log, undefined, step)(undefined);
  }

  get #roots(): string[] {
    return this.#folders.flatMap((folder) => this.#host.pathOf(folder.uri) ?? []);
  }

  async #registerForChanges(): Promise<void> {
    const { settingsEvents, watchedFiles } = this.#abilities;
    const registrations = BulkRegistration.create();
    if (settingsEvents) {
      registrations.add(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
    if (watchedFiles) {
      const watchers = [{ globPattern: `**/${OWN_CORPUS}/**` }];
      registrations.add(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (settingsEvents || watchedFiles) await this.connection.client.register(registrations);
  }

  #tellStatus(): void {
    const { catalog, sources } = this.workspace.snapshot;
    const problems = sources.flatMap((source) => source.problems);
    for (const { file, line, message } of problems) this.log.error(`${file}:${line}: ${message}`);
    const status: StatusParams = {
      papers: catalog.papers.length,
      methods: catalog.methods.length,
      problems,
    };
    void this.connection.sendNotification(statusNotification, status);
  }
}

// Owns what one client has told: its abilities, settings and folders, and the loading that follows from them.
import {
  BulkRegistration,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type Connection,
  type InitializeParams,
  type WorkspaceFolder,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { asRecord } from '../core/corpus/fieldReader';
import { OWN_CORPUS } from '../core/corpus/ownCorpus';
import { statusNotification, type StatusParams } from '../protocol/messages';
import { readSettings, SETTINGS_SECTION, type Settings } from '../protocol/settings';
import { Formulas } from '../workspace/formulas';
import type { Host, Logger } from '../workspace/host';
import type { Root } from '../core/library/librarySetting';
import type { LibrarySettingOfRoots } from '../workspace/libraryShelf';
import { Workspace } from '../workspace/workspace';
import { DiagnosticsSender } from './diagnostics';
import { abilitiesOf, NO_ABILITIES, type ClientAbilities } from './capabilities';
import { CurrentSettings } from './currentSettings';
import { guarded } from './guard';
import { MarksRefresher } from './marksRefresher';

/** Milliseconds that a request waits for libraries before it answers with what is there. */
const LONGEST_WAIT = 1_000;
const WATCHED = [
  `**/${OWN_CORPUS}/**`,
  '**/*.{bib,bibtex,json,yaml,yml,ris}',
  '**/*.{md,markdown,qmd,Rmd,rmd}',
];

export class Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly log: Logger;
  readonly formulas: Formulas;
  /** Resolves when the papers are loaded: a request that comes earlier waits instead of finding nothing. */
  readonly ready: Promise<void>;
  readonly host: Host;
  readonly diagnostics: DiagnosticsSender;
  readonly #marks: MarksRefresher;
  #isTrusted = true;
  #abilities: ClientAbilities = NO_ABILITIES;
  readonly #settings: CurrentSettings;
  #folders: readonly WorkspaceFolder[] = [];
  /** Resolves when it is known where to look for libraries. */
  #configured: Promise<void> = Promise.resolve();
  #librariesReady: Promise<void> = Promise.resolve();
  /** Folders outside of the workspace that the editor was asked to watch. */
  readonly #watched = new Set<string>();
  /** The last status that was sent. */
  #told = '';
  /** What has been logged since the last loading. */
  readonly #logged = new Set<string>();
  #declareReady: () => void = () => undefined;

  constructor(connection: Connection, host: Host) {
    this.connection = connection;
    this.host = host;
    this.log = {
      info: (message) => connection.console.info(message),
      error: (message) => connection.console.error(message),
    };
    this.workspace = new Workspace(host, this.log, () => this.#librariesChanged());
    this.#settings = new CurrentSettings(connection);
    this.diagnostics = new DiagnosticsSender(this);
    this.#marks = new MarksRefresher(this);
    this.formulas = new Formulas(host, this.log);
    this.ready = new Promise((resolve) => (this.#declareReady = resolve));
  }

  get abilities(): ClientAbilities {
    return this.#abilities;
  }

  get settings(): Settings {
    return this.#settings.value;
  }

  meet(params: InitializeParams): void {
    this.#abilities = abilitiesOf(params);
    this.formulas.setColourScheme(asRecord(params.initializationOptions)?.colourScheme);
    this.#isTrusted = isTrusted(params.initializationOptions);
    const { workspaceFolders, rootUri } = params;
    this.#folders = workspaceFolders ?? (rootUri ? [{ uri: rootUri, name: rootUri }] : []);
  }

  /** Loads everything. Requests are answered afterwards even if it fails. */
  async start(): Promise<void> {
    // Not waited for: an editor that never answers is served all the same.
    void this.#attempt('registration', () => this.#registerForChanges());
    try {
      await Promise.all([this.workspace.load(this.#rootPaths), this.pullSettings()]);
      await this.configureLibraries();
    } finally {
      this.#declareReady();
    }
    this.#tellStatus();
  }

  /** Looks for libraries and notes, as folders, settings and trust say. */
  configureLibraries(): Promise<void> {
    this.#configured = this.#attempt('libraries', async () => {
      const { files, search } = await this.#excludes();
      const settings = await this.#librarySettings();
      await this.workspace.configureLibraries({
        roots: this.#roots,
        settings,
        excludes: [...files, ...search],
        isTrusted: this.#isTrusted,
      });
      void this.workspace.allNotesRead.then(() => {
        this.#notesRead();
      });
    });
    this.expectLibraries();
    return this.#configured;
  }

  /** The person has said that what this workspace holds may be trusted. */
  trust(): Promise<void> {
    this.#isTrusted = true;
    return this.configureLibraries();
  }

  /** Which libraries apply, what is told and what is drawn may all be other than before. */
  async settingsChanged(pushed: unknown): Promise<void> {
    await this.pullSettings(pushed);
    await this.ready;
    await this.configureLibraries();
    this.#tellAnew();
  }

  /** Asks for the settings; those of before stay if that fails. */
  pullSettings(pushed?: unknown): Promise<void> {
    return this.#attempt('settings', async () => {
      await this.#settings.take(this.#abilities.configuration, pushed);
      this.workspace.ignoreNames(this.settings.mentions.ignore);
    });
  }

  /** What they hold is known after the next reload. */
  changeFolders({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(removed.map((folder) => folder.uri));
    this.#folders = [...this.#folders.filter((folder) => !gone.has(folder.uri)), ...added];
  }

  async reload(): Promise<void> {
    await this.ready;
    this.#logged.clear();
    this.#told = '';
    await this.workspace.reloadOwnCorpora(this.#rootPaths);
    await this.configureLibraries();
    this.#tellAnew();
  }

  /** Resolves when libraries that were new at the last opening of a document or folder are read, or take too long. */
  async librariesReady(): Promise<void> {
    await this.ready;
    await this.#librariesReady;
  }

  /** From now on, requests wait for new libraries, but no longer than a person waits for an answer. */
  expectLibraries(): void {
    this.#librariesReady = Promise.all([this.ready, this.#configured]).then(() =>
      Promise.race([this.workspace.librariesRead(), this.host.time.delay(LONGEST_WAIT)]),
    );
  }

  /** What depends on all notes is told again: unused entries, sizes on the map. */
  #notesRead(): void {
    this.#tellAnew();
  }

  #librariesChanged(): void {
    this.#tellAnew();
    void this.workspace.librariesRead().then(() => {
      this.#tellStatus();
      return this.#attempt('watching', () => this.#watchOutside());
    });
  }

  #tellAnew(): void {
    this.diagnostics.scheduleAll();
    this.#marks.schedule();
    this.#tellStatus();
  }

  /** Each workspace folder may have its own. */
  async #librarySettings(): Promise<LibrarySettingOfRoots[]> {
    const roots = this.#roots;
    if (!this.#abilities.configuration || roots.length === 0)
      return this.settings.libraries.map((text) => ({ text, roots }));
    const items = this.#folders.map(({ uri }) => ({ scopeUri: uri, section: SETTINGS_SECTION }));
    const sent = (await this.connection.workspace.getConfiguration(items)) as unknown[];
    const rootsOf = new Map<string, Root[]>();
    sent.forEach((one, i) => {
      const root = roots[i];
      for (const text of readSettings(one).settings.libraries)
        if (root) rootsOf.set(text, [...(rootsOf.get(text) ?? []), root]);
    });
    return [...rootsOf].map(([text, own]) => ({ text, roots: own }));
  }

  /** What VS Code itself leaves out of the explorer and of searches. */
  async #excludes(): Promise<{ files: string[]; search: string[] }> {
    if (!this.#abilities.configuration) return { files: [], search: [] };
    const [files, search] = (await this.connection.workspace.getConfiguration([
      { section: 'files.exclude' },
      { section: 'search.exclude' },
    ])) as unknown[];
    const globs = (value: unknown) =>
      Object.entries(asRecord(value) ?? {}).flatMap(([glob, on]) => (on === true ? glob : []));
    return { files: globs(files), search: globs(search) };
  }

  /** A step of which the rest does not depend: what goes wrong is logged. */
  #attempt(name: string, step: () => Promise<void>): Promise<void> {
    return guarded(name, this.log, undefined, step)(undefined);
  }

  get #roots(): Root[] {
    return this.#folders.flatMap(({ uri, name }) => {
      const path = this.host.pathOf(uri);
      return path === undefined ? [] : { path, name };
    });
  }

  get #rootPaths(): string[] {
    return this.#roots.map(({ path }) => path);
  }

  /** The editor watches the workspace; a library in the person's home needs to be asked for. */
  async #watchOutside(): Promise<void> {
    if (!this.#abilities.relativePatterns) return;
    const folders = this.workspace.outsideFolders.filter((folder) => !this.#watched.has(folder));
    if (folders.length === 0) return;
    for (const folder of folders) this.#watched.add(folder);
    const watchers = folders.map((folder) => ({
      globPattern: { baseUri: this.host.uriOf(folder), pattern: '*' },
    }));
    await this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }

  async #registerForChanges(): Promise<void> {
    const { settingsEvents, watchedFiles } = this.#abilities;
    const registrations = BulkRegistration.create();
    if (settingsEvents) {
      registrations.add(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
    if (watchedFiles) {
      const watchers = WATCHED.map((globPattern) => ({ globPattern }));
      registrations.add(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (settingsEvents || watchedFiles) await this.connection.client.register(registrations);
  }

  #logOnce(message: string): void {
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.log.error(message);
  }

  #tellStatus(): void {
    const { catalog, sources, libraries } = this.workspace.snapshot;
    const problems = sources.flatMap((source) => source.problems);
    for (const { file, line, message } of problems) this.#logOnce(`${file}:${line}: ${message}`);
    const status: StatusParams = {
      papers: catalog.papers.length,
      methods: catalog.methods.length,
      entries: libraries.reduce((sum, { library }) => sum + library.entries.length, 0),
      libraries: libraries.length,
      isReading: this.workspace.isReadingLibraries,
      notes: this.workspace.noteCount,
      problems,
    };
    // Much changes that nobody is told of, such as that a note has no project file.
    const told = JSON.stringify(status);
    if (told === this.#told) return;
    this.#told = told;
    void this.connection.sendNotification(statusNotification, status);
  }
}

/** A client that does not say so has nothing like trust. */
function isTrusted(options: unknown): boolean {
  return asRecord(options)?.trusted !== false;
}

// Owns the libraries that have been read, and the answer to which of them apply to a document.
import type { LibraryIndex } from '../core/index/libraryIndex';
import { readLibrarySetting, type Root } from '../core/library/librarySetting';
import { readMetadata, type Metadata } from '../core/library/metadata';
import {
  librariesFor,
  type LibraryScope,
  type ScopedLibrary,
  type SettingFiles,
} from '../core/library/scope';
import type { LibraryState, Scope } from '../core/snapshot';
import { folderAround } from '../core/text/paths';
import { findSettingFiles, findWorkspaceFiles } from './findFiles';
import type { Host, Logger } from './host';
import { libraryReader } from './libraryReader';
import { libraryMessage } from './libraryMessage';
import { withOpenTexts } from './openFiles';
import { projectFileReader, type ProjectFile } from './projectFiles';
import { WatchedFiles } from './watchedFiles';

/** An item of the setting `paperlens.libraries`, and the workspace folders that have it. */
export interface LibrarySettingOfRoots {
  readonly text: string;
  readonly roots: readonly Root[];
}

export interface LibraryConfiguration {
  readonly roots: readonly Root[];
  readonly settings: readonly LibrarySettingOfRoots[];
  /** Globs of what is not looked at in the workspace. */
  readonly excludes: readonly string[];
  readonly isTrusted: boolean;
}

/** A note, as far as its libraries depend on it. */
export interface NoteHead {
  /** Its address. */
  readonly id: string;
  /** Undefined for a note that has no file yet. */
  readonly path: string | undefined;
  /** With its dashes, so that its offsets are those of the note. */
  readonly frontMatter: string;
  /** Libraries of notes that are not open need not be read. */
  readonly isOpen: boolean;
}

export class LibraryShelf {
  readonly #host: Host;
  readonly #log: Logger;
  readonly #libraries: WatchedFiles<LibraryIndex>;
  readonly #projects: WatchedFiles<ProjectFile>;
  /** The last that could be read of a note's front matter: while it is typed, it mostly cannot be. */
  readonly #metadata = new Map<string, { readonly text: string; readonly value: Metadata }>();
  #configuration: LibraryConfiguration = { roots: [], settings: [], excludes: [], isTrusted: true };
  #workspaceLibraries: readonly string[] = [];
  #settings: readonly SettingFiles[] = [];

  /** `onChange` is called whenever an answer may be another than before. */
  constructor(
    host: Host,
    log: Logger,
    openText: (path: string) => string | undefined,
    onChange: () => void,
  ) {
    [this.#host, this.#log] = [host, log];
    const overlaid = { ...host, files: withOpenTexts(host.files, openText) };
    this.#libraries = new WatchedFiles(overlaid, libraryReader, onChange);
    this.#projects = new WatchedFiles(overlaid, projectFileReader, onChange);
  }

  /** Looks for files. Gives the notes that were met on the way. */
  async configure(configuration: LibraryConfiguration): Promise<readonly string[]> {
    this.#configuration = configuration;
    const { roots, settings, excludes, isTrusted } = configuration;
    const folders = roots.map(({ path }) => path);
    const report = (folder: string, reason: string) =>
      this.#log.error(`${folder}: the folder cannot be looked at: ${reason}`);
    const { paths, home } = this.#host;
    const variable = (name: string) => this.#host.variable(name);
    const found = await findWorkspaceFiles(this.#host.files, folders, excludes, report, isTrusted);
    this.#workspaceLibraries = found.libraries;
    this.#settings = await Promise.all(
      settings.map((setting) => {
        const context = { paths, home, variable, roots: setting.roots };
        const read = readLibrarySetting(setting.text, context);
        return findSettingFiles(this.#host.files, read, report);
      }),
    );
    this.#libraries.confine(isTrusted ? undefined : folders);
    this.#projects.confine(isTrusted ? undefined : folders);
    return found.notes;
  }

  /** All that have been read. */
  get indexes(): readonly LibraryIndex[] {
    return this.#libraries.values();
  }

  /** The libraries of a note, in order of precedence. Those that are not known yet are going to be read. */
  librariesOf(note: NoteHead): LibraryState[] {
    const { libraries, asked } = this.#scopeOf(note);
    if (note.isOpen || note.id === '') {
      this.#projects.want(asked.metadata);
      this.#libraries.want([...asked.libraries, ...libraries.flatMap(readable)]);
    }
    return libraries.map((one) => this.#stateOf(one));
  }

  /** Of the YAML files that were looked at for a note, those that are there and cannot be read. */
  unreadFor(note: NoteHead): Scope['unread'] {
    return [...this.#scopeOf(note).asked.metadata].flatMap((path) => {
      const state = this.#projects.get(path);
      if (state?.status !== 'unreadable' || state.problem === undefined) return [];
      const kept = state.value ? ' What it said before still counts.' : '';
      return [{ path, reason: `${state.problem}${kept}` }];
    });
  }

  /** Forgets what none of these notes can need: a library that was looked at once is not kept for ever. */
  keepOnlyFor(notes: readonly NoteHead[]): void {
    const scopes = notes.map((note) => this.#scopeOf(note));
    this.#projects.keepOnly(scopes.flatMap(({ asked }) => [...asked.metadata]));
    this.#libraries.keepOnly(
      scopes.flatMap(({ asked, libraries }) => [
        ...asked.libraries,
        ...libraries.flatMap(readable),
      ]),
    );
  }

  /** Folders of library files that are named from outside of the workspace: nobody else watches them. */
  get outsideFolders(): string[] {
    const { paths } = this.#host;
    const folders = this.#configuration.roots.map(({ path }) => path);
    const outside = this.#libraries.values().map(({ library }) => paths.dirname(library.path));
    return [...new Set(outside)].filter(
      (folder) => folderAround(paths, folders, folder) === undefined,
    );
  }

  /** A file was created, changed or deleted, on the disk or in an editor. */
  stir(path: string): void {
    this.#libraries.stir(path);
    this.#projects.stir(path);
  }

  get isReadingLibraries(): boolean {
    return this.#libraries.isReading;
  }

  get isReading(): boolean {
    return this.#projects.isReading || this.#libraries.isReading;
  }

  /** Resolves when nothing is being read. */
  async idle(): Promise<void> {
    await this.#projects.idle();
    await this.#libraries.idle();
  }

  #scopeOf({ id, path, frontMatter }: NoteHead): LibraryScope {
    const { roots, isTrusted } = this.#configuration;
    return librariesFor({
      paths: this.#host.paths,
      notePath: path,
      frontMatter: this.#metadataOf(id, frontMatter),
      roots: roots.map((root) => root.path),
      home: this.#host.home,
      profiles:
        this.#host
          .variable('QUARTO_PROFILE')
          ?.split(/[\s,]+/)
          .filter((one) => one !== '') ?? [],
      isTrusted,
      settings: this.#settings,
      workspaceLibraries: this.#workspaceLibraries,
      metadataAt: (file) => {
        const project = this.#projects.valueOf(file);
        return project && project.metadata;
      },
      realPathOf: (file) => this.#libraries.realPathOf(file),
    });
  }

  #metadataOf(id: string, text: string): Metadata | undefined {
    const known = this.#metadata.get(id);
    if (known?.text === text) return known.value;
    const value = text === '' ? undefined : readMetadata(text);
    if (text === '') this.#metadata.delete(id);
    else if (value) this.#metadata.set(id, { text, value });
    return text === '' ? undefined : (value ?? known?.value);
  }

  #stateOf(scoped: ScopedLibrary): LibraryState {
    if (scoped.problem) {
      const status = scoped.problem === 'missing' ? 'missing' : 'unreadable';
      return { ...scoped, status, index: undefined, message: libraryMessage(scoped.problem) };
    }
    const state = this.#libraries.get(scoped.path);
    const message =
      state?.status === 'missing' ? libraryMessage('missing') : (state?.problem ?? undefined);
    return { ...scoped, status: state?.status ?? 'loading', index: state?.value, message };
  }
}

function readable({ path, problem }: ScopedLibrary): string[] {
  return problem ? [] : [path];
}

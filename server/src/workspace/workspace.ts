// Owns all that changes in the server: open documents, sources, libraries and settings. Hands out snapshots.
import { checkCard, checkMethod } from '../core/corpus/crossChecks';
import { OWN_CORPUS } from '../core/corpus/ownCorpus';
import { Register } from '../core/corpus/register';
import { CitationIndex, citationsIn, type CitedKeys } from '../core/index/citationIndex';
import { CodeNames } from '../core/index/codeNames';
import { MentionIndex } from '../core/index/mentionIndex';
import type { DocumentKind, Snapshot, SourceState } from '../core/snapshot';
import { citedIn } from '../core/syntax/citedBlocks';
import { frontMatterEnd } from '../core/syntax/frontMatter';
import { Catalog } from '../core/works/catalog';
import { isNoteFile } from './findFiles';
import type { Host, Logger } from './host';
import { LibraryShelf, type LibraryConfiguration, type NoteHead } from './libraryShelf';
import { NoteScan } from './noteScan';
import { OpenNote, type Edit } from './openNote';
import { Scopes } from './scopes';
import { loadFolder, loadShippedCorpus, type Source } from './source';

const SILENT: Logger = { info: () => undefined, error: () => undefined };

/** What follows from the sources alone. */
type Base = Pick<
  Snapshot,
  'catalog' | 'codeNames' | 'mentions' | 'register' | 'searches' | 'sources'
>;

export class Workspace {
  readonly #host: Host;
  readonly #documents = new Map<string, OpenNote>();
  readonly #shelf: LibraryShelf;
  readonly #cited = new CitationIndex();
  readonly #scan: NoteScan;
  /** Open notes whose citations have not been filed since their last edit. */
  readonly #unfiled = new Set<string>();
  /** The shipped one last: whoever writes a card with the key of a shipped paper means to replace it. */
  #sources: readonly Source[] = [];
  #ignored: readonly string[] = [];
  #base: Base | undefined;
  #snapshot: Snapshot | undefined;

  /** `onLibraries` is called whenever what is known of libraries has changed. */
  constructor(host: Host, log: Logger = SILENT, onLibraries: () => void = () => undefined) {
    this.#host = host;
    this.#shelf = new LibraryShelf(
      host,
      log,
      (path) => this.#openText(path),
      () => {
        this.#outdate();
        onLibraries();
      },
    );
    this.#scan = new NoteScan(host, this.#cited, (uri) => this.#documents.has(uri));
  }

  /** The view of this moment. Features must not hold it across an await. */
  get snapshot(): Snapshot {
    return (this.#snapshot ??= this.#view());
  }

  /** Resolves when the notes that are not open have been read, too. */
  get allNotesRead(): Promise<void> {
    return this.#scan.done;
  }

  /** Notes of the workspace, once all have been read. */
  get noteCount(): number {
    return this.#scan.count;
  }

  get isReadingLibraries(): boolean {
    return this.#shelf.isReadingLibraries;
  }

  /** Resolves when the libraries of all open documents have been read. One may only show once another is read. */
  async librariesRead(): Promise<void> {
    for (;;) {
      for (const uri of this.#documents.keys()) this.snapshot.scope(uri);
      if (!this.#shelf.isReading) return;
      await this.#shelf.idle();
    }
  }

  /** Folders that hold libraries and lie outside of the workspace. */
  get outsideFolders(): string[] {
    return this.#shelf.outsideFolders;
  }

  document(uri: string): OpenNote | undefined {
    return this.#documents.get(uri);
  }

  documents(): Iterable<OpenNote> {
    return this.#documents.values();
  }

  open(uri: string, version: number, kind: DocumentKind, text: string): void {
    const path = this.#host.pathOf(uri);
    this.#documents.set(uri, new OpenNote({ uri, path, version, kind }, text));
    this.#changed(uri, path, kind);
  }

  edit(uri: string, version: number, edits: readonly Edit[]): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    const edited = document.edited(version, edits);
    this.#documents.set(uri, edited);
    this.#changed(uri, edited.path, edited.kind);
  }

  close(uri: string): void {
    const document = this.#documents.get(uri);
    this.#documents.delete(uri);
    this.#unfiled.delete(uri);
    if (document?.path === undefined) this.#cited.replace(uri, []);
    else this.fileChanged(document.path);
    if (document?.kind === 'note') this.#shelf.keepOnlyFor(this.#openHeads());
  }

  /** A file of the disk was created, changed or deleted. */
  fileChanged(path: string): void {
    this.#shelf.stir(path);
    if (isNoteFile(path)) void this.#scan.reread(path);
  }

  /** `roots` are paths of workspace folders. */
  async load(roots: readonly string[]): Promise<void> {
    const shipped = await loadShippedCorpus(this.#host);
    this.#setSources([...(await this.#ownCorpora(roots)), shipped]);
  }

  /** Reads the corpora of the workspace again; the shipped one stays. */
  async reloadOwnCorpora(roots: readonly string[]): Promise<void> {
    const own = await this.#ownCorpora(roots);
    this.#setSources([...own, ...this.#sources.slice(-1)]);
  }

  /** Looks for libraries and notes. Resolves when they are found; they are read in the background. */
  async configureLibraries(configuration: LibraryConfiguration): Promise<void> {
    const notes = await this.#shelf.configure(configuration);
    this.#outdate();
    void this.#scan.scan(notes);
    // Those that apply to whatever names no others.
    this.snapshot.scope('');
  }

  ignoreNames(names: readonly string[]): void {
    if (names.join('\n') === this.#ignored.join('\n')) return;
    this.#ignored = names;
    this.#base = undefined;
    this.#outdate();
  }

  #changed(uri: string, path: string | undefined, kind: DocumentKind): void {
    if (kind === 'note') this.#unfiled.add(uri);
    if (kind === 'library' && path !== undefined) this.#shelf.stir(path);
  }

  #openText(path: string): string | undefined {
    for (const document of this.#documents.values())
      if (document.kind === 'library' && document.path === path) return document.text;
    return undefined;
  }

  async #ownCorpora(roots: readonly string[]): Promise<Source[]> {
    const loaded = await Promise.all(
      roots.map((root) => loadFolder(this.#host, this.#host.join(root, OWN_CORPUS))),
    );
    return loaded.filter((source) => source !== undefined);
  }

  #setSources(sources: readonly Source[]): void {
    this.#sources = sources;
    this.#base = undefined;
    this.#outdate();
  }

  #outdate(): void {
    this.#snapshot = undefined;
  }

  #view(): Snapshot {
    const base = (this.#base ??= this.#viewOfSources());
    const scopes = new Scopes(base, this.#shelf);
    const cited = () => this.#filed();
    const areNotesRead = () => this.#scan.isDone;
    return {
      ...base,
      libraries: this.#shelf.indexes,
      document: (uri) => this.#documents.get(uri),
      scope: (uri) => scopes.of(this.#headOf(uri)),
      // An edit is filed when somebody asks, and no new snapshot is made for it.
      get cited() {
        return cited();
      },
      get areNotesRead() {
        return areNotesRead();
      },
    };
  }

  /** With that of any note that names nothing. */
  #openHeads(): NoteHead[] {
    return ['', ...this.#documents.keys()].map((uri) => this.#headOf(uri));
  }

  #headOf(uri: string): NoteHead {
    const document = this.#documents.get(uri);
    if (!document) {
      const frontMatter = this.#scan.frontMatterOf(uri);
      return { id: uri, path: this.#host.pathOf(uri), frontMatter, isOpen: false };
    }
    const { path, kind, text } = document;
    const frontMatter = kind === 'note' ? text.slice(0, frontMatterEnd(text)) : '';
    return { id: uri, path, frontMatter, isOpen: true };
  }

  /** What open notes cite since their last edit joins what the others do. */
  #filed(): CitedKeys {
    for (const uri of this.#unfiled) {
      const document = this.#documents.get(uri);
      if (document?.note)
        this.#cited.replace(uri, citationsIn(citedIn(document.note), document.lines));
    }
    this.#unfiled.clear();
    return this.#cited;
  }

  #viewOfSources(): Base {
    const catalog = new Catalog(this.#sources.map((source) => source.corpus));
    const register = new Register(this.#sources);
    return {
      catalog,
      codeNames: new CodeNames(catalog.methods),
      mentions: new MentionIndex(catalog, this.#ignored),
      register,
      searches: this.#sources
        .filter((source) => source.corpus.papers.length > 0)
        .map((source) => source.search),
      sources: this.#sources.map((source) => stateOf(source, register)),
    };
  }
}

/** What became of a source, beside the others. */
function stateOf(
  { label, corpus, cards, modules, problems }: Source,
  register: Register,
): SourceState {
  const checks = [
    ...cards.map((card) => checkCard(card, register)),
    ...modules.map((module) => checkMethod(module, register)),
  ];
  return {
    label,
    papers: corpus.papers.length,
    methods: corpus.methods.length,
    problems: [...problems, ...checks.flatMap((check) => check.problems)],
    replacements: checks.flatMap((check) => check.replacements),
  };
}

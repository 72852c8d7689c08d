// Owns all that changes in the server: open documents, sources and settings. Hands out snapshots.
import { CodeNames } from '../core/index/codeNames';
import { MentionIndex } from '../core/index/mentionIndex';
import type { DocumentKind, Snapshot } from '../core/snapshot';
import { Catalog } from '../core/works/catalog';
import type { Host } from './host';
import { OpenNote, type Edit } from './openNote';
import { loadFolder, loadShippedCorpus, type Source } from './source';

/** Folder of a workspace that may hold a corpus of the person's own. */
export const OWN_CORPUS = '.paperlens';

export class Workspace {
  readonly #host: Host;
  readonly #documents = new Map<string, OpenNote>();
  #sources: readonly Source[] = [];
  #ignored: readonly string[] = [];
  #snapshot: Snapshot | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The view of this moment. Features must not hold it across an await. */
  get snapshot(): Snapshot {
    return (this.#snapshot ??= this.#view());
  }

  document(uri: string): OpenNote | undefined {
    return this.#documents.get(uri);
  }

  open(uri: string, version: number, kind: DocumentKind, text: string): void {
    this.#documents.set(uri, new OpenNote({ uri, version, kind }, text));
  }

  edit(uri: string, version: number, edits: readonly Edit[]): void {
    const document = this.#documents.get(uri);
    if (document) this.#documents.set(uri, document.edited(version, edits));
  }

  close(uri: string): void {
    this.#documents.delete(uri);
  }

  /** `roots` are paths of workspace folders. */
  async load(roots: readonly string[]): Promise<void> {
    const shipped = await loadShippedCorpus(this.#host);
    this.#setSources([shipped, ...(await this.#ownCorpora(roots))]);
  }

  /** Reads the corpora of the workspace again; the shipped one stays. */
  async reloadOwnCorpora(roots: readonly string[]): Promise<void> {
    const own = await this.#ownCorpora(roots);
    this.#setSources([...this.#sources.slice(0, 1), ...own]);
  }

  ignoreNames(names: readonly string[]): void {
    if (names.join('\n') === this.#ignored.join('\n')) return;
    this.#ignored = names;
    this.#snapshot = undefined;
  }

  async #ownCorpora(roots: readonly string[]): Promise<Source[]> {
    const loaded = await Promise.all(
      roots.map((root) => loadFolder(this.#host, this.#host.join(root, OWN_CORPUS))),
    );
    return loaded.filter((source) => source !== undefined);
  }

  #setSources(sources: readonly Source[]): void {
    this.#sources = sources;
    this.#snapshot = undefined;
  }

  #view(): Snapshot {
    const catalog = new Catalog(this.#sources.map((source) => source.corpus));
    return {
      catalog,
      codeNames: new CodeNames(catalog.methods),
      mentions: new MentionIndex(catalog, this.#ignored),
      searches: this.#sources
        .filter((source) => source.corpus.papers.length > 0)
        .map((source) => source.search),
      sources: this.#sources.map(({ label, corpus, problems }) => ({
        label,
        papers: corpus.papers.length,
        methods: corpus.methods.length,
        problems,
      })),
      document: (uri) => this.#documents.get(uri),
    };
  }
}

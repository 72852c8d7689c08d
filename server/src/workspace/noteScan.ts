// Owns what is known of the notes that are not open: what they cite, and their front matter.
import { citationsIn, type CitationIndex } from '../core/index/citationIndex';
import { citedBlocks } from '../core/syntax/citedBlocks';
import { frontMatterEnd } from '../core/syntax/frontMatter';
import { LineIndex } from '../core/text/lineIndex';
import { decode } from './decode';
import type { Host } from './host';

/** Milliseconds of reading without a pause. */
const SLICE = 10;
/** So many notes are read from the disk while another is parsed: alone, each would be waited for. */
const AT_ONCE = 8;

export class NoteScan {
  readonly #host: Host;
  readonly #cited: CitationIndex;
  readonly #isOpen: (uri: string) => boolean;
  readonly #frontMatters = new Map<string, string>();
  #known = new Set<string>();
  #run: Promise<void> = Promise.resolve();
  #isDone = false;

  /** What is open is not read from the disk. */
  constructor(host: Host, cited: CitationIndex, isOpen: (uri: string) => boolean) {
    [this.#host, this.#cited, this.#isOpen] = [host, cited, isOpen];
  }

  /** Whether all notes have been read. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Resolves when they have. */
  get done(): Promise<void> {
    return this.#run;
  }

  /** How many notes there are, once all have been read. */
  get count(): number {
    return this.#isDone ? this.#known.size : 0;
  }

  frontMatterOf(uri: string): string {
    return this.#frontMatters.get(uri) ?? '';
  }

  /** Reads these notes in the background and forgets all others. A file that cannot be read cites nothing. */
  scan(paths: readonly string[]): Promise<void> {
    const notes = paths.map((path) => ({ path, uri: this.#host.uriOf(path) }));
    const known = new Set(notes.map(({ uri }) => uri));
    for (const uri of this.#known) if (!known.has(uri)) this.#forget(uri);
    this.#known = known;
    this.#isDone = false;
    this.#run = this.#run.then(async () => {
      let begun = this.#host.time.now();
      for (let at = 0; at < notes.length; at += AT_ONCE) {
        await Promise.all(notes.slice(at, at + AT_ONCE).map((note) => this.#read(note)));
        if (this.#host.time.now() - begun < SLICE) continue;
        await this.#host.time.pause();
        begun = this.#host.time.now();
      }
      this.#isDone = true;
    });
    return this.#run;
  }

  /** A note was created, changed or deleted. */
  async reread(path: string): Promise<void> {
    const uri = this.#host.uriOf(path);
    this.#known.add(uri);
    await this.#read({ path, uri });
  }

  async #read({ path, uri }: { readonly path: string; readonly uri: string }): Promise<void> {
    if (this.#isOpen(uri)) return;
    const bytes = await this.#host.files.readBytes(path).catch(() => undefined);
    if (this.#isOpen(uri)) return;
    if (!bytes) return this.#forget(uri);
    const { text } = decode(bytes, this.#host.asciiText);
    const head = text.slice(0, frontMatterEnd(text));
    if (/bibliography|references/.test(head)) this.#frontMatters.set(uri, head);
    else this.#frontMatters.delete(uri);
    const cited = citedBlocks(text);
    this.#cited.replace(uri, cited.length > 0 ? citationsIn(cited, new LineIndex(text)) : []);
  }

  #forget(uri: string): void {
    this.#frontMatters.delete(uri);
    if (!this.#isOpen(uri)) this.#cited.replace(uri, []);
  }
}

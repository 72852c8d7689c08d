// Owns a machine without a disk: a host over a map of files that records reads and can fail or hold them.
import { readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Drawer, FileSystem, Host, Time, WalkOptions } from '../../server/src/workspace/host';
import { asciiText, nodeHost } from '../../server/src/workspace/nodeHost';
import { PLACES_FILE } from '../../server/src/workspace/places';
import { BUNDLE_FILE, INDEX_FILE } from '../../server/src/workspace/source';

const CORPUS_FOLDER = '/shipped';

/** The corpus as the build made it, at the paths where a memory host looks for it. */
export function shippedFiles(): Record<string, string> {
  const text = (name: string) => readFileSync(join('dist', name), 'utf8');
  return {
    [`${CORPUS_FOLDER}/${BUNDLE_FILE}`]: text(BUNDLE_FILE),
    [`${CORPUS_FOLDER}/${INDEX_FILE}`]: text(INDEX_FILE),
    [`${CORPUS_FOLDER}/${PLACES_FILE}`]: text(PLACES_FILE),
  };
}

export class MemoryHost implements Host {
  readonly corpusFolder = CORPUS_FOLDER;
  readonly paths = posix;
  readonly home = '/home/me';
  readonly asciiText = asciiText;
  readonly variables: Record<string, string> = {};
  /** Paths in the order in which they were read. */
  readonly reads: string[] = [];
  readonly files: FileSystem = {
    readText: async (path) => new TextDecoder().decode(await this.#readExisting(path)),
    readBytes: (path) => this.#readBytes(path),
    realPath: async (path) => {
      await this.#access(path);
      const real = this.#target(path);
      return this.#isThere(real) ? real : undefined;
    },
    list: (folder) => this.#list(folder),
    walk: (folders, options) => this.#walk(folders, options),
  };
  /** Stands still, but for {@link elapse}. */
  readonly time: Time = {
    now: () => this.#now,
    pause: () => setImmediate(),
    delay: (duration) =>
      new Promise<void>(
        (resolve) => void this.#delays.push({ end: this.#now + duration, resolve }),
      ),
  };
  readonly #bytes: Map<string, Uint8Array>;
  readonly #links = new Map<string, string>();
  readonly #delays: { readonly end: number; readonly resolve: () => void }[] = [];
  #now = 0;
  readonly #failures = new Map<string, string>();
  readonly #held = new Map<string, Promise<void>>();

  constructor(texts: Readonly<Record<string, string>>) {
    this.#bytes = new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
  }

  write(path: string, content: string | Uint8Array): void {
    this.#bytes.set(path, typeof content === 'string' ? Buffer.from(content) : content);
  }

  remove(path: string): void {
    this.#bytes.delete(path);
  }

  /** From now on, `path` leads to `target`, a file or a folder. Walks do not see it. */
  link(path: string, target: string): void {
    this.#links.set(path, target);
  }

  /** Time goes on, and what waited for it goes on. */
  async elapse(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    const due = this.#delays.filter(({ end }) => end <= this.#now).sort((a, b) => a.end - b.end);
    for (const delay of due) {
      this.#delays.splice(this.#delays.indexOf(delay), 1);
      delay.resolve();
      await setImmediate();
    }
  }

  /** From now on, reading or listing `path` fails for `reason`. */
  fail(path: string, reason: string): void {
    this.#failures.set(path, reason);
  }

  /** Reading or listing `path` takes until the function that is returned is called. */
  hold(path: string): () => void {
    let release: () => void = () => undefined;
    this.#held.set(path, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#held.delete(path);
      release();
    };
  }

  /** The built one: code comes from the machine that it runs on. */
  loadDrawer(): Drawer {
    return nodeHost(resolve('dist')).loadDrawer();
  }

  join(...segments: readonly string[]): string {
    return segments.join('/');
  }

  variable(name: string): string | undefined {
    return this.variables[name];
  }

  pathOf(uri: string): string | undefined {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  }

  uriOf(path: string): string {
    return pathToFileURL(path).href;
  }

  async #readExisting(path: string): Promise<Uint8Array> {
    const bytes = await this.#readBytes(path);
    if (bytes === undefined) throw new Error(`${path}: no such file`);
    return bytes;
  }

  async #readBytes(path: string): Promise<Uint8Array | undefined> {
    this.reads.push(path);
    await this.#access(path);
    return this.#bytes.get(this.#target(path));
  }

  #target(path: string): string {
    for (const [link, target] of this.#links) {
      if (path === link || path.startsWith(`${link}/`)) return target + path.slice(link.length);
    }
    return path;
  }

  #isThere(path: string): boolean {
    return this.#bytes.has(path) || this.#below(path).length > 0;
  }

  #below(folder: string): string[] {
    return [...this.#bytes.keys()].filter((path) => path.startsWith(`${folder}/`));
  }

  async #list(folder: string): Promise<readonly string[] | undefined> {
    await this.#access(folder);
    const paths = this.#below(folder);
    if (paths.length === 0) return undefined;
    const names = paths.map((path) => path.slice(folder.length + 1));
    return names.filter((name) => !name.includes('/')).sort();
  }

  async *#walk(folders: readonly string[], { isExcluded, report }: WalkOptions) {
    const seen = new Set<string>();
    for (const folder of folders) {
      const paths = await this.#access(folder).then(
        () => this.#below(folder).sort(),
        (error: Error) => report(folder, error.message),
      );
      for (const path of paths ?? []) {
        const names = path.slice(folder.length + 1).split('/');
        const ways = names.map((_, i) => names.slice(0, i + 1).join('/'));
        if (ways.some(isExcluded) || seen.has(path)) continue;
        seen.add(path);
        yield path;
      }
    }
  }

  async #access(path: string): Promise<void> {
    await this.#held.get(path);
    const reason = this.#failures.get(path);
    if (reason !== undefined) throw new Error(`${path}: ${reason}`);
  }
}

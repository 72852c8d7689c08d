// Owns a machine without a disk: a host over a map of files that records reads and can fail or hold them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileSystem, Host } from '../../server/src/workspace/host';
import { BUNDLE_FILE, INDEX_FILE } from '../../server/src/workspace/source';

const CORPUS_FOLDER = '/shipped';

/** The corpus as the build made it, at the paths where a memory host looks for it. */
export function shippedFiles(): Record<string, string> {
  const text = (name: string) => readFileSync(join('dist', name), 'utf8');
  return {
    [`${CORPUS_FOLDER}/${BUNDLE_FILE}`]: text(BUNDLE_FILE),
    [`${CORPUS_FOLDER}/${INDEX_FILE}`]: text(INDEX_FILE),
  };
}

export class MemoryHost implements Host {
  readonly corpusFolder = CORPUS_FOLDER;
  /** Paths in the order in which they were read. */
  readonly reads: string[] = [];
  readonly files: FileSystem = {
    readText: (path) => this.#readText(path),
    list: (folder) => this.#list(folder),
  };
  readonly #texts: Map<string, string>;
  readonly #failures = new Map<string, string>();
  readonly #held = new Map<string, Promise<void>>();

  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = new Map(Object.entries(texts));
  }

  write(path: string, text: string): void {
    this.#texts.set(path, text);
  }

  remove(path: string): void {
    this.#texts.delete(path);
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

  join(...segments: readonly string[]): string {
    return segments.join('/');
  }

  pathOf(uri: string): string | undefined {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  }

  async #readText(path: string): Promise<string> {
    this.reads.push(path);
    await this.#access(path);
    const text = this.#texts.get(path);
    if (text === undefined) throw new Error(`${path}: no such file`);
    return text;
  }

  async #list(folder: string): Promise<readonly string[] | undefined> {
    await this.#access(folder);
    const paths = [...this.#texts.keys()].filter((path) => path.startsWith(`${folder}/`));
    if (paths.length === 0) return undefined;
    const names = paths.map((path) => path.slice(folder.length + 1));
    return names.filter((name) => !name.includes('/')).sort();
  }

  async #access(path: string): Promise<void> {
    await this.#held.get(path);
    const reason = this.#failures.get(path);
    if (reason !== undefined) throw new Error(`${path}: ${reason}`);
  }
}

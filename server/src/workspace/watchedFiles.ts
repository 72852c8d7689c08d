// Owns what is known of files that may change at any time: the last good state of each, read again after an event.
import { isInside, pathKey } from '../core/text/paths';
import { decode, type DecodedText } from './decode';
import type { Host } from './host';
import { runInSlices } from './slices';

/** What the bytes of a file mean. */
export interface FileReader<T> {
  /** Reads in steps; undefined where the text is nothing of the kind. */
  read(path: string, file: DecodedText, previous: T | undefined): Generator<unknown, T | undefined>;
  /** Whether reading `text` would give the same again. */
  isOf(value: T, text: string): boolean;
  /** Whether `next` looks as if its file was still being written, when `previous` stood there before. */
  isHalfWritten(next: T, previous: T): boolean;
}

export interface FileState<T> {
  readonly path: string;
  readonly status: 'loading' | 'loaded' | 'missing' | 'unreadable';
  /** The file that it is, over links. */
  readonly realPath?: string;
  /** The last that could be read. */
  readonly value?: T;
  /** What the person should know, in a sentence. */
  readonly problem?: string;
}

interface Watched<T> {
  state: FileState<T>;
  /** An event has been told, and reading is about to follow. */
  isStirred: boolean;
  /** What was found instead of a good value: nothing where the file was gone. It is ripe after a while. */
  doubt: { readonly value: T | undefined; isRipe: boolean } | undefined;
}

/** Milliseconds from an event to reading, so that a burst is read once. */
const QUIET = 100;
/** Milliseconds in which a file that is half-written or gone may become whole again. */
const PATIENCE = 1_000;
/** Milliseconds of reading without a pause. */
const SLICE = 10;

const HALF_WRITTEN = 'The file seems to be half-written. What it held before is still used.';
const GONE = 'The file has just gone. What it held is still used for a moment.';
const NOT_UNDERSTOOD = 'The file is not in a form that can be read.';
const LEADS_OUT = 'The file is a link that leads out of a workspace that is not trusted.';

/** One file is read at a time: the memory of large ones does not add up. */
export class WatchedFiles<T> {
  readonly #host: Pick<Host, 'files' | 'time' | 'paths' | 'asciiText'>;
  readonly #reader: FileReader<T>;
  readonly #onChange: (path: string) => void;
  readonly #watched = new Map<string, Watched<T>>();
  readonly #due = new Set<Watched<T>>();
  #running: Promise<void> | undefined;
  #confines: readonly string[] | undefined;

  constructor(
    host: Pick<Host, 'files' | 'time' | 'paths' | 'asciiText'>,
    reader: FileReader<T>,
    onChange: (path: string) => void,
  ) {
    [this.#host, this.#reader, this.#onChange] = [host, reader, onChange];
  }

  get(path: string): FileState<T> | undefined {
    return this.#watched.get(this.#key(path))?.state;
  }

  /** Null where there is no such file, undefined where that is not known yet. */
  realPathOf(path: string): string | null | undefined {
    const state = this.get(path);
    if (!state || state.status === 'loading') return undefined;
    return state.status === 'missing' ? null : (state.realPath ?? path);
  }

  /** Null where there is no such file, or none that can be read; undefined where that is not known yet. */
  valueOf(path: string): T | null | undefined {
    const state = this.get(path);
    return state?.value ?? (!state || state.status === 'loading' ? undefined : null);
  }

  /** Whatever could be read. */
  values(): T[] {
    return [...this.#watched.values()].flatMap(({ state: { value } }) => value ?? []);
  }

  /** Reads those that are not known. */
  want(paths: Iterable<string>): void {
    for (const path of paths) {
      const key = this.#key(path);
      if (this.#watched.has(key)) continue;
      const state = { path, status: 'loading' } as const;
      const watched = { state, isStirred: false, doubt: undefined };
      this.#watched.set(key, watched);
      this.#readNow(watched);
    }
  }

  /** Forgets all but these. */
  keepOnly(paths: Iterable<string>): void {
    const kept = new Set([...paths].map((path) => this.#key(path)));
    for (const key of this.#watched.keys()) if (!kept.has(key)) this.#watched.delete(key);
  }

  /** A file was created, changed or deleted. */
  stir(path: string): void {
    const watched = this.#watched.get(this.#key(path));
    if (!watched || watched.isStirred) return;
    watched.isStirred = true;
    void this.#readAfter(watched, QUIET);
  }

  /** Links within `roots` may not lead out of them, as long as the workspace is not trusted; undefined: they may. */
  confine(roots: readonly string[] | undefined): void {
    if (roots?.join('\n') === this.#confines?.join('\n')) return;
    this.#confines = roots;
    for (const watched of this.#watched.values()) this.#readNow(watched);
  }

  get isReading(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves when nothing is being read. What is read after a delay is not waited for. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #key(path: string): string {
    return pathKey(this.#host.paths, path);
  }

  async #readAfter(
    watched: Watched<T>,
    duration: number,
    doubt?: Watched<T>['doubt'],
  ): Promise<void> {
    await this.#host.time.delay(duration);
    if (doubt) doubt.isRipe = true;
    this.#readNow(watched);
  }

  #readNow(watched: Watched<T>): void {
    if (!this.#isWatched(watched)) return;
    this.#due.add(watched);
    this.#running ??= this.#readAll();
  }

  async #readAll(): Promise<void> {
    for (const watched of this.#due) {
      this.#due.delete(watched);
      watched.isStirred = false;
      const [before, after] = [watched.state, await this.#read(watched)];
      if (!this.#isWatched(watched) || isSame(before, after)) continue;
      watched.state = after;
      this.#onChange(after.path);
    }
    this.#running = undefined;
  }

  #isWatched(watched: Watched<T>): boolean {
    return this.#watched.get(this.#key(watched.state.path)) === watched;
  }

  /** Reads a file, or tells why it cannot be read; then the last value stays. */
  async #read(watched: Watched<T>): Promise<FileState<T>> {
    const { state } = watched;
    try {
      const realPath = await this.#host.files.realPath(state.path);
      if (realPath === undefined) return this.#absent(watched);
      if (await this.#leadsOut(state.path, realPath)) {
        return { path: state.path, status: 'unreadable', realPath, problem: LEADS_OUT };
      }
      const decoded = await this.#decoded(state.path);
      if (!decoded) return this.#absent(watched);
      return await this.#present(watched, realPath, decoded);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ...state, status: 'unreadable', problem: `The file cannot be read: ${reason}` };
    }
  }

  /** By itself, so that the bytes are free before the text is parsed. */
  async #decoded(path: string): Promise<DecodedText | undefined> {
    const bytes = await this.#host.files.readBytes(path);
    return bytes && decode(bytes, this.#host.asciiText);
  }

  async #leadsOut(path: string, realPath: string): Promise<boolean> {
    const { files, paths } = this.#host;
    const roots = this.#confines;
    // What lies outside of the workspace by its name is named by a setting of the person.
    if (!roots?.some((root) => isInside(paths, root, path))) return false;
    const real = await Promise.all(roots.map((root) => files.realPath(root)));
    return !real.some((root) => root !== undefined && isInside(paths, root, realPath));
  }

  #absent(watched: Watched<T>): FileState<T> {
    const { state, doubt } = watched;
    const mayReturn = state.value !== undefined;
    if (mayReturn && this.#isDoubtful(watched, undefined, doubt?.value === undefined)) {
      return { ...state, problem: GONE };
    }
    return { path: state.path, status: 'missing' };
  }

  async #present(
    watched: Watched<T>,
    realPath: string,
    decoded: DecodedText,
  ): Promise<FileState<T>> {
    const { text, problem } = decoded;
    const { path, value: previous } = watched.state;
    const file = { path, realPath, ...(previous !== undefined && { value: previous }) };
    const loaded = {
      ...file,
      status: 'loaded',
      ...(problem !== undefined && { problem }),
    } as const;
    if (previous !== undefined && this.#reader.isOf(previous, text)) {
      watched.doubt = undefined;
      return loaded;
    }
    const doubted = watched.doubt?.value;
    const isDoubted = doubted !== undefined && this.#reader.isOf(doubted, text);
    const read = () => this.#reader.read(path, decoded, previous);
    const value = isDoubted ? doubted : await runInSlices(read(), this.#host.time, SLICE);
    if (value === undefined) return { ...file, status: 'unreadable', problem: NOT_UNDERSTOOD };
    const isHalf = previous !== undefined && this.#reader.isHalfWritten(value, previous);
    if (isHalf && this.#isDoubtful(watched, value, isDoubted)) {
      return { ...file, status: 'loaded', problem: HALF_WRITTEN };
    }
    watched.doubt = undefined;
    return { ...loaded, value };
  }

  /** Whether to wait before `value` takes the place of a good one. What is still the same after a while is believed. */
  #isDoubtful(watched: Watched<T>, value: T | undefined, isAsBefore: boolean): boolean {
    if (watched.doubt && isAsBefore) return !watched.doubt.isRipe;
    const doubt = { value, isRipe: false };
    watched.doubt = doubt;
    void this.#readAfter(watched, PATIENCE, doubt);
    return true;
  }
}

function isSame<T>(a: FileState<T>, b: FileState<T>): boolean {
  return (
    a.status === b.status &&
    a.value === b.value &&
    a.problem === b.problem &&
    a.realPath === b.realPath
  );
}

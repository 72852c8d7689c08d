// Owns a disk whose files are watched, to be changed step by step, and what becomes known of them.
import { WatchedFiles } from '../../../server/src/workspace/watchedFiles';
import { MemoryHost } from '../../support/memoryHost';

/** Longer than it takes from an event to reading. */
export const SOON = 150;
/** Longer than it takes until a strange state is believed. */
export const LATER = 1_100;

/** Files of words; the last one ends with a full stop, unless it is cut off. A text with `?` is none of ours. */
export class Disk {
  readonly host: MemoryHost;
  readonly files: WatchedFiles<string>;
  /** What was parsed, in order. */
  readonly parsed: string[] = [];
  /** Paths that were told to have changed. */
  readonly changed: string[] = [];
  /** What they were then. */
  readonly statuses: unknown[] = [];

  constructor(texts: Readonly<Record<string, string>>) {
    this.host = new MemoryHost(texts);
    const parse = this.#parse.bind(this);
    this.files = new WatchedFiles(
      this.host,
      {
        read: (_path, { text }) => parse(text),
        isOf: (value, text) => value === text,
        isHalfWritten: (next, previous) => next.length < previous.length && !next.endsWith('.'),
      },
      (path) => {
        this.changed.push(path);
        this.statuses.push(this.files.get(path)?.status);
      },
    );
  }

  *#parse(text: string): Generator<unknown, string | undefined> {
    this.parsed.push(text);
    yield;
    if (text.includes('!')) throw new Error('a fault of the parser');
    return text.includes('?') ? undefined : text;
  }

  async want(...paths: readonly string[]): Promise<void> {
    this.files.want(paths);
    await this.files.idle();
  }

  async elapse(milliseconds: number): Promise<void> {
    await this.host.elapse(milliseconds);
    await this.files.idle();
  }

  /** A change on the disk with its event, and the time that it takes until it is read. */
  async write(path: string, text: string): Promise<void> {
    this.host.write(path, text);
    this.files.stir(path);
    await this.elapse(SOON);
  }

  async remove(path: string): Promise<void> {
    this.host.remove(path);
    this.files.stir(path);
    await this.elapse(SOON);
  }

  /** Status, value and the beginning of the problem. */
  of(path: string): readonly unknown[] {
    const { status, value, problem } = this.files.get(path) ?? {};
    return [status, value, ...(problem === undefined ? [] : [problem.slice(0, 20)])];
  }
}

/** All of them have been read. */
export async function diskWith(texts: Readonly<Record<string, string>>): Promise<Disk> {
  const disk = new Disk(texts);
  await disk.want(...Object.keys(texts));
  disk.changed.length = 0;
  disk.parsed.length = 0;
  disk.host.reads.length = 0;
  return disk;
}

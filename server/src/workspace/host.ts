// Owns the ports to the world: what the server needs of the machine it runs on.
import type { Paths } from '../core/text/paths';

export interface FileSystem {
  /** Rejects with the reason where there is no such file, or no UTF-8 text in it. */
  readText(path: string): Promise<string>;
  /** Undefined where there is no such file. Rejects with the reason where it cannot be read. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** The file that a path leads to, over links; undefined where there is none. Rejects, too. */
  realPath(path: string): Promise<string | undefined>;
  /** Names of the files in a folder, sorted; undefined where there is no such folder. Rejects, too. */
  list(folder: string): Promise<readonly string[] | undefined>;
  /**
   * Paths of all files in folders and below, links to files among them. Each folder is entered once. What cannot be
   * read is reported.
   */
  walk(folders: readonly string[], options: WalkOptions): AsyncIterable<string>;
}

export interface WalkOptions {
  /** Asked for files and folders, with the path from the folder where the walk began, written with `/`. */
  readonly isExcluded: (path: string) => boolean;
  /** Also through links to folders, which may lead anywhere. */
  readonly followsLinks: boolean;
  readonly report: (folder: string, reason: string) => void;
}

/** The clock. Durations are in milliseconds. */
export interface Time {
  /** From an arbitrary moment on. */
  now(): number;
  /** Lets everything else that waits go first. */
  pause(): Promise<void>;
  delay(duration: number): Promise<void>;
}

export interface Logger {
  info(message: string): void;
  error(message: string): void;
}

/** Draws a formula, given its TeX, in a CSS colour: the address of a picture. Undefined where it cannot be drawn. */
export type Drawer = (tex: string, colour: string) => string | undefined;

export interface Host {
  readonly files: FileSystem;
  readonly time: Time;
  readonly paths: Paths;
  /** Folder that holds what the build made of the shipped corpus. */
  readonly corpusFolder: string;
  /** Takes tens of milliseconds and megabytes, so it waits for the first formula. Throws with the reason. */
  loadDrawer(): Drawer;
  /** The person's own folder. */
  readonly home: string | undefined;
  /** A variable of the environment. */
  variable(name: string): string | undefined;
  /** The text of bytes that are all ASCII, in a fraction of the time of a decoder; undefined for any others. */
  readonly asciiText: (bytes: Uint8Array) => string | undefined;
  join(...segments: readonly string[]): string;
  /** The path of a `file:` URI of this machine, undefined for any other. */
  pathOf(uri: string): string | undefined;
  /** The `file:` URI of an absolute path, as editors write it. */
  uriOf(path: string): string;
}

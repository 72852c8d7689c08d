// Owns the ports to the world: what the server needs of the machine it runs on.

export interface FileSystem {
  /** Rejects with the reason where there is no such file, or no UTF-8 text in it. */
  readText(path: string): Promise<string>;
  /** Names of the files in a folder, sorted; undefined where there is no such folder. Rejects, too. */
  list(folder: string): Promise<readonly string[] | undefined>;
}

export interface Logger {
  info(message: string): void;
  error(message: string): void;
}

export interface Host {
  readonly files: FileSystem;
  /** Folder that holds what the build made of the shipped corpus. */
  readonly corpusFolder: string;
  join(...segments: readonly string[]): string;
  /** The path of a `file:` URI of this machine, undefined for any other. */
  pathOf(uri: string): string | undefined;
}

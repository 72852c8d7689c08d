// Owns the view of the disk in which an open document stands before the file that it will be saved to.
import type { FileSystem } from './host';

/** `files`, but for paths of which `textOf` knows an open text. */
export function withOpenTexts(
  files: FileSystem,
  textOf: (path: string) => string | undefined,
): FileSystem {
  return {
    readText: async (path) => textOf(path) ?? files.readText(path),
    readBytes: async (path) => {
      const text = textOf(path);
      return text === undefined ? files.readBytes(path) : new TextEncoder().encode(text);
    },
    realPath: (path) => files.realPath(path),
    list: (folder) => files.list(folder),
    walk: (folders, options) => files.walk(folders, options),
  };
}

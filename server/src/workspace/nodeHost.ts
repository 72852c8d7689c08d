// Owns the host on Node: the only file that touches the disk.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileSystem, Host } from './host';

const MISSING = new Set(['ENOENT', 'ENOTDIR']);

const files: FileSystem = {
  async readText(path) {
    const bytes = await readFile(path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  },
  async list(folder) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      // A link counts as the file it most likely leads to; if it does not, reading it tells so.
      return entries
        .filter((entry) => entry.isFile() || entry.isSymbolicLink())
        .map((entry) => entry.name)
        .sort();
    } catch (error) {
      if (error instanceof Error && 'code' in error && MISSING.has(String(error.code)))
        return undefined;
      throw error;
    }
  },
};

export function nodeHost(corpusFolder: string): Host {
  return {
    files,
    corpusFolder,
    join,
    pathOf,
  };
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch (error) {
    // A file of another machine, or of another system, has no path on this one.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

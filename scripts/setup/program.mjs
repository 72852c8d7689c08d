// Owns the search for an installed program: on PATH, or at the places where systems keep it.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The first of these programs that is on PATH, as an absolute path.
 * @param {string[]} names Without an ending; Windows' endings are tried.
 * @returns {string | undefined}
 */
export function findOnPath(names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const files = names.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))),
  );
  return files.find(isProgram);
}

/** Whether this file can be started. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

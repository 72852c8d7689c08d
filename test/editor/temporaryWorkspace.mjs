// Owns the copy of the example vault in which the editor tests may write, and the thesis beside it.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLES } from '../../scripts/setup/paths.mjs';

/** Notes with libraries of their own, in every form that is read. */
const THESIS = fileURLToPath(new URL('thesis', import.meta.url));

/**
 * Makes the copy; it goes when the process ends, however that comes about.
 * @param {string} [source] The folder to copy.
 * @returns {string} The copy's folder.
 */
export function makeTemporaryWorkspace(source = EXAMPLES) {
  // The editor reports real paths; macOS' temporary folder is reached through a link.
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'paperlens-workspace-')));
  const folder = join(parent, 'examples');
  cpSync(source, folder, { recursive: true });
  if (source === EXAMPLES) cpSync(THESIS, join(folder, 'thesis'), { recursive: true });
  process.on('exit', () => rmSync(parent, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

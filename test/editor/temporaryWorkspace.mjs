// Owns the copy of the example vault in which the editor tests may write.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLES } from '../../scripts/setup/paths.mjs';

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
  process.on('exit', () => rmSync(parent, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

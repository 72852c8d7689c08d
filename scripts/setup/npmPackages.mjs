// Owns that node_modules holds what package-lock.json names; needs no package itself.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './npm.mjs';
import { ROOT } from './paths.mjs';

/**
 * Installs the npm packages when node_modules is missing or disagrees with the lockfile.
 * @param {string} [folder] A folder with package.json and package-lock.json.
 */
export async function ensureNpmPackages(folder = ROOT) {
  const difference = findDifference(folder);
  if (!difference) return;
  await runNpm(`Installing npm packages (${difference})`, ['ci'], { cwd: folder });
}

/** Why node_modules cannot be used as it is; `undefined` when it can. */
export function findDifference(folder) {
  // npm writes this record of what it installed. Contents are compared, not times: a fresh
  // checkout gives every file the same time.
  const installed = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (!installed) return 'none are there yet';
  const wanted = readPackages(join(folder, 'package-lock.json')) ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue;
    const found = installed[path];
    if (!found && entry.optional) continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (!found || !existsSync(join(folder, path))) return `${name} is missing`;
    if (found.version !== entry.version) return `${name} is not version ${entry.version}`;
  }
  const extra = Object.keys(installed).find((path) => !(path in wanted));
  return extra && `${extra} is no longer wanted`;
}

/** The `packages` of a lockfile; `undefined` when the file is missing or broken. */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

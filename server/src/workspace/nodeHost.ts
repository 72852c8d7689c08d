// Owns the host on Node: the only file that touches the disk.
import { Buffer, constants, isAscii } from 'node:buffer';
import { readFile as readWithCallback, type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as paths from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Drawer, FileSystem, Host, Time, WalkOptions } from './host';

/** What the build made of maths/drawer.ts. */
const DRAWER_FILE = 'maths.js';
/** Takes less than half the time of the one in `node:fs/promises`, which makes an object for each file. */
const readFile = promisify(readWithCallback);
const MISSING = new Set(['ENOENT', 'ENOTDIR']);

/** What is not there is no fault; any other reason is. */
async function unlessMissing<T>(access: Promise<T>): Promise<T | undefined> {
  try {
    return await access;
  } catch (error) {
    if (error instanceof Error && 'code' in error && MISSING.has(String(error.code)))
      return undefined;
    throw error;
  }
}

const files: FileSystem = {
  async readText(path) {
    const bytes = await readFile(path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  },
  readBytes: (path) => unlessMissing(readFile(path)),
  realPath: (path) => unlessMissing(realpath(path)),
  async list(folder) {
    const entries = await unlessMissing(readdir(folder, { withFileTypes: true }));
    // A link counts as the file it most likely leads to; if it does not, reading it tells so.
    return entries
      ?.filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort();
  },
  walk,
};

/** A folder on the way, with its path from the start, and the one it is over links. */
interface Folder {
  readonly path: string;
  readonly way: string;
  readonly real: string;
}

/** What no link leads to comes first, so that a file has its own path where it has one. */
async function* walk(
  tops: readonly string[],
  { isExcluded, followsLinks, report }: WalkOptions,
): AsyncGenerator<string> {
  const attempt = <T>(path: string, access: Promise<T>) =>
    unlessMissing(access).catch((error: unknown) => {
      report(path, error instanceof Error ? error.message : String(error));
      return undefined;
    });
  const realOf = async (path: string) => (await attempt(path, realpath(path))) ?? path;
  const entered = new Set<string>();
  const linked: Folder[] = [];
  const open: Folder[] = [];
  for (const path of [...tops].reverse()) open.push({ path, way: '', real: await realOf(path) });
  for (let folder = open.pop(); folder; folder = open.pop() ?? linked.shift()) {
    if (entered.has(folder.real)) continue;
    entered.add(folder.real);
    const entries = await attempt(folder.path, readdir(folder.path, { withFileTypes: true }));
    const inner: Folder[] = [];
    for (const entry of (entries ?? []).sort(byName)) {
      const [path, way] = [paths.join(folder.path, entry.name), wayTo(folder, entry)];
      if (isExcluded(way)) continue;
      const isLink = entry.isSymbolicLink();
      const target = isLink ? await attempt(path, stat(path)) : entry;
      if (target?.isFile()) yield path;
      if (!target?.isDirectory()) continue;
      if (!isLink) inner.push({ path, way, real: paths.join(folder.real, entry.name) });
      else if (followsLinks) linked.push({ path, way, real: await realOf(path) });
    }
    open.push(...inner.reverse());
  }
}

function wayTo(folder: Folder, { name }: Dirent): string {
  return folder.way === '' ? name : `${folder.way}/${name}`;
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

const time: Time = {
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  delay: (duration) => new Promise((resolve) => setTimeout(resolve, duration)),
};

export function nodeHost(corpusFolder: string): Host {
  return {
    files,
    time,
    paths,
    corpusFolder,
    loadDrawer: () => loadDrawer(paths.join(corpusFolder, DRAWER_FILE)),
    home: process.env[paths.sep === '\\' ? 'USERPROFILE' : 'HOME'],
    variable: (name) => process.env[name],
    asciiText,
    join: (...segments) => paths.join(...segments),
    pathOf,
    uriOf: (path) => pathToFileURL(path).href,
  };
}

/** What is more than a string holds is left to others, too. */
export function asciiText(bytes: Uint8Array): string | undefined {
  if (bytes.length > constants.MAX_STRING_LENGTH || !isAscii(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** A bundle of its own beside the server's, so that the server starts without it. */
function loadDrawer(file: string): Drawer {
  const drawing = createRequire(file)(file) as { readonly createDrawer: () => Drawer };
  return drawing.createDrawer();
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

// The host on Node, on a real disk: what it lists, reads and refuses.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { WalkOptions } from '../../server/src/workspace/host';
import { nodeHost } from '../../server/src/workspace/nodeHost';

const folder = mkdtempSync(join(tmpdir(), 'paperlens-host-'));
after(() => rmSync(folder, { recursive: true }));
const host = nodeHost(folder);
const { files } = host;

writeFileSync(join(folder, 'b.md'), 'b');
writeFileSync(join(folder, 'a.md'), '\ufeffa ü');
writeFileSync(join(folder, 'latin.md'), Buffer.from([0x61, 0xfc]));
mkdirSync(join(folder, 'inner'));

test('the files of a folder, sorted, without its folders', async () => {
  assert.deepEqual(await files.list(folder), ['a.md', 'b.md', 'latin.md']);
});

test('a link to a file is a file', async () => {
  symlinkSync(join(folder, 'b.md'), join(folder, 'inner', 'link.md'));
  assert.deepEqual(await files.list(join(folder, 'inner')), ['link.md']);
  assert.equal(await files.readText(join(folder, 'inner', 'link.md')), 'b');
});

test('no folder is no fault', async () => {
  assert.equal(await files.list(join(folder, 'nowhere')), undefined);
  assert.equal(await files.list(join(folder, 'a.md')), undefined);
});

test('a text, without its mark of byte order', async () => {
  assert.equal(await files.readText(join(folder, 'a.md')), 'a ü');
});

test('bytes that are no UTF-8, a folder and nothing are refused with the reason', async () => {
  await assert.rejects(files.readText(join(folder, 'latin.md')), /not valid.*utf-8/i);
  await assert.rejects(files.readText(join(folder, 'inner')), /EISDIR/);
  await assert.rejects(files.readText(join(folder, 'nowhere.md')), /ENOENT/);
});

test('bytes as they are, and nothing where there is no file', async () => {
  assert.deepEqual([...((await files.readBytes(join(folder, 'latin.md'))) ?? [])], [0x61, 0xfc]);
  assert.equal(await files.readBytes(join(folder, 'nowhere.md')), undefined);
  assert.equal(await files.readBytes(join(folder, 'a.md', 'x')), undefined);
  await assert.rejects(files.readBytes(join(folder, 'inner')), /EISDIR/);
});

test('where links lead', async () => {
  const [tree, real] = [join(folder, 'links'), realpathSync(folder)];
  mkdirSync(tree);
  symlinkSync(join(folder, 'b.md'), join(tree, 'file'));
  symlinkSync(join(folder, 'inner'), join(tree, 'folder'));
  symlinkSync(join(folder, 'nowhere'), join(tree, 'broken'));
  symlinkSync(join(tree, 'loop'), join(tree, 'loop'));
  assert.equal(await files.realPath(join(tree, 'file')), join(real, 'b.md'));
  assert.equal(await files.realPath(join(tree, 'folder')), join(real, 'inner'));
  assert.equal(await files.realPath(join(tree, 'broken')), undefined);
  await assert.rejects(files.realPath(join(tree, 'loop')), /ELOOP/);
});

/** A fresh folder with these files. */
function treeOf(...paths: readonly string[]): string {
  const tree = mkdtempSync(join(folder, 'tree-'));
  for (const path of paths) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), '');
  }
  return tree;
}

/** What a walk finds, as seen from its first folder, and of which folders it tells that they cannot be read. */
async function walked(
  tops: readonly string[],
  options: Partial<WalkOptions> = {},
): Promise<{ found: string[]; told: string[] }> {
  const seen = (path: string) => relative(tops[0] ?? '', path).replaceAll(sep, '/');
  const [found, told]: [string[], string[]] = [[], []];
  const report = (path: string, reason: string) => void told.push(`${seen(path)}: ${reason}`);
  const all = { isExcluded: () => false, followsLinks: true, report, ...options };
  for await (const path of files.walk(tops, all)) found.push(seen(path));
  return { found, told };
}

test('a walk finds all files, those of a folder before those below it', async () => {
  const tree = treeOf('b.md', 'a/c.md', 'a/b/d.md', 'B/e.md', '.x/f.md');
  const found = ['b.md', '.x/f.md', 'B/e.md', 'a/c.md', 'a/b/d.md'];
  assert.deepEqual(await walked([tree]), { found, told: [] });
  assert.deepEqual(await walked([tree, join(tree, 'a')]), { found, told: [] });
});

test('it asks for each file and folder by its path from the start, and enters none that is excluded', async () => {
  const tree = treeOf('a.md', 'x/b.md', 'x/y/c.md', 'z/d.md');
  const asked: string[] = [];
  const isExcluded = (path: string) => {
    asked.push(path);
    return path === 'x/y' || path === 'a.md';
  };
  const { found } = await walked([tree], { isExcluded });
  assert.deepEqual(found, ['x/b.md', 'z/d.md']);
  assert.deepEqual(asked, ['a.md', 'x', 'z', 'x/b.md', 'x/y', 'z/d.md']);
});

test('it follows links where it may, but enters no folder twice', async () => {
  const tree = treeOf('a/b.md', 'c/d.md');
  const other = treeOf('e.md', 'deep/f.md');
  symlinkSync(join(other, 'e.md'), join(tree, 'a', 'link.md'));
  symlinkSync(other, join(tree, 'a', 'other'));
  symlinkSync(tree, join(tree, 'a', 'up'));
  symlinkSync(join(tree, 'c'), join(tree, 'a', 'aside'));
  symlinkSync(join(tree, 'self'), join(tree, 'self'));
  symlinkSync(join(tree, 'nowhere'), join(tree, 'broken'));
  const { found, told } = await walked([tree]);
  const own = ['a/b.md', 'a/link.md', 'c/d.md'];
  assert.deepEqual(found, [...own, 'a/other/e.md', 'a/other/deep/f.md']);
  assert.deepEqual((await walked([tree], { followsLinks: false })).found, own);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /^self: .*ELOOP/);
});

test('a folder that is not there holds nothing', async () => {
  assert.deepEqual(await walked([join(folder, 'nowhere')]), { found: [], told: [] });
});

test('what is waited for comes, and the clock goes on', async () => {
  const { time } = host;
  const begin = time.now();
  await time.pause();
  await time.delay(1);
  assert.ok(time.now() > begin);
});

test('the path of a URI of this machine', () => {
  const path = join(folder, 'a name with ü & #.md');
  assert.equal(host.pathOf(pathToFileURL(path).href), path);
});

for (const uri of [
  'untitled:a',
  'vscode-vfs://github/a',
  'file://elsewhere/a',
  'file:///a%2Fb',
  '',
]) {
  test(
    `no path of ${uri}`,
    { skip: process.platform === 'win32' && 'Windows has such paths' },
    () => {
      assert.equal(host.pathOf(uri), undefined);
    },
  );
}

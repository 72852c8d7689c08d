// The host on Node, on a real disk: what it lists, reads and refuses.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
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

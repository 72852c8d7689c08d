// The built server as any editor starts it: its flags, its messages, and how it ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runServer, spawnServer } from '../support/inBandServer';

declare const PAPERLENS_VERSION: string;

const NOTE = 'file:///notes/a.md';

test('--stdio: started, asked, shut down and ended with 0', async () => {
  const { editor, ended } = spawnServer();
  await editor.initialize();
  const { papers, problems } = await editor.status();
  assert.deepEqual([papers, problems], [119, []]);
  await editor.open(NOTE, 'We use LSUV, see @mishk');
  assert.ok(await editor.hover(NOTE, { line: 0, character: 8 }));
  const { items } = await editor.complete(NOTE, { line: 0, character: 23 });
  assert.equal(items[0]?.label, 'mishkin2015all');
  await editor.request('shutdown');
  await editor.notify('exit', undefined);
  assert.equal(await ended, 0);
});

test('it finds what draws formulas beside itself', async () => {
  const { editor, ended, closeInput } = spawnServer();
  await editor.initialize({ initializationOptions: { colourScheme: 'light' } });
  await editor.status();
  await editor.open(NOTE, 'As [@lingle2024large] shows.');
  const hover = await editor.hover(NOTE, { line: 0, character: 8 });
  assert.match(JSON.stringify(hover), /<img src=\\"data:image\/svg\+xml;base64,/);
  assert.deepEqual(editor.errors, []);
  closeInput();
  await ended;
});

test('exit without shutdown ends it with 1', async () => {
  const { editor, ended } = spawnServer();
  await editor.initialize();
  await editor.notify('exit', undefined);
  assert.equal(await ended, 1);
});

test('it ends when its editor is gone', async () => {
  const { editor, ended, closeInput } = spawnServer();
  await editor.initialize();
  closeInput();
  assert.equal(await ended, 1);
});

test('a folder of another machine is no fault', async () => {
  const { editor, ended, closeInput } = spawnServer();
  await editor.initialize({ rootUri: 'file://elsewhere/share/notes' });
  const { papers, problems } = await editor.status();
  assert.deepEqual([papers, problems], [119, []]);
  closeInput();
  await ended;
});

test('the flag that VS Code adds is accepted', async () => {
  const { editor, ended, closeInput } = spawnServer([
    '--stdio',
    `--clientProcessId=${process.pid}`,
  ]);
  const { serverInfo } = await editor.initialize();
  assert.equal(serverInfo?.version, PAPERLENS_VERSION);
  closeInput();
  await ended;
});

const TELLS: readonly [flags: readonly string[], stdout: RegExp][] = [
  [['--version'], /^\d+\.\d+\.\d+\n$/],
  [['--help'], /^paperlens server: .*--stdio.*--help\.\n$/],
];

for (const [flags, stdout] of TELLS) {
  test(`${flags.join(' ')} tells and ends with 0`, async () => {
    const run = await runServer(flags);
    assert.match(run.stdout, stdout);
    assert.deepEqual([run.stderr, run.code], ['', 0]);
  });
}

const REFUSED: readonly [flags: readonly string[], says: RegExp][] = [
  [[], /no transport is named/],
  [['--studio'], /unknown flag "--studio"/],
  [['--stdio', '--fast'], /unknown flag "--fast"/],
  [['--socket=port'], /unknown flag "--socket=port"/],
  [['stdio'], /unknown flag "stdio"/],
  // Started by nobody, a port that nobody listens on, and a pipe that nobody made.
  [['--node-ipc'], /cannot start/],
  [['--socket=1'], /cannot start/],
  [['--pipe=/nowhere/at/all'], /cannot start/],
];

for (const [flags, says] of REFUSED) {
  test(`"${flags.join(' ')}" is refused in one sentence`, async () => {
    const { stdout, stderr, code } = await runServer(flags);
    assert.match(stderr, says);
    assert.match(stderr, /^paperlens server: [^\n]+\n$/);
    assert.equal(stdout, '');
    assert.notEqual(code, 0);
  });
}

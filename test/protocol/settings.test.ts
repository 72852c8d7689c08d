// Settings: pulled from the editor, checked, and taken over while the server runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver-protocol/node';
import { connectInBand, startInBand, VS_CODE, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const NOTE = 'file:///notes/a.md';

/** Whether a name in prose has a hover. */
async function hoversName(editor: Editor): Promise<boolean> {
  await editor.open(NOTE, 'LSUV');
  return (await editor.hover(NOTE, { line: 0, character: 0 })) !== null;
}

test('a setting that is changed counts from then on', async () => {
  const { editor } = await startInBand({ settings: { hover: { enabled: false } } });
  assert.equal(await hoversName(editor), false);
  await editor.changeSettings({ hover: { enabled: true } });
  assert.equal(await hoversName(editor), true);
  await editor.changeSettings({ mentions: { ignore: ['lsuv', 'LSUV'] } });
  assert.equal(await hoversName(editor), false);
});

test('libraries and severities that are changed count from then on, and all is drawn anew', async () => {
  const host = new MemoryHost({
    ...shippedFiles(),
    '/refs/a.bib': '@misc{one, title = {Roots}, author = {Fern, A.}, year = 2020}\n',
  });
  const draws = { refreshSupport: true };
  const workspace = {
    ...VS_CODE.workspace,
    semanticTokens: draws,
    inlayHint: draws,
    codeLens: draws,
  };
  const { editor } = await startInBand({
    host,
    folders: ['/vault'],
    capabilities: { ...VS_CODE, workspace },
  });
  await editor.open(NOTE, 'see [@one; @two]');
  await editor.hover(NOTE, { line: 0, character: 0 });
  await host.elapse(300);
  // Without a library nothing is called unknown.
  assert.deepEqual((await editor.diagnostics()).diagnostics, []);
  const marks = ['semanticTokens', 'inlayHint', 'codeLens'];
  for (const mark of marks) assert.equal(await editor.refresh(), mark);
  await editor.changeSettings({
    libraries: ['/refs/a.bib'],
    diagnostics: { severity: { 'unknown-key': 'error' } },
  });
  let status = await editor.status();
  while (status.entries === 0 || status.isReading) status = await editor.status();
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => [code, severity]),
    [['unknown-key', DiagnosticSeverity.Error]],
  );
  for (const mark of marks) assert.equal(await editor.refresh(), mark);
});

test('nothing set is all defaults, without a message', async () => {
  for (const settings of [null, {}, { hover: null }, { hover: { enabled: null } }]) {
    const { editor } = await startInBand({ settings });
    assert.equal(await hoversName(editor), true);
    assert.deepEqual(editor.messages, []);
  }
});

const BAD: readonly [settings: unknown, messages: readonly string[]][] = [
  [
    { hover: { enabled: 'no' } },
    ['The setting paperlens.hover.enabled must be true or false, not "no".'],
  ],
  [
    { mentions: { ignore: 'LSUV' } },
    ['The setting paperlens.mentions.ignore must be a list of texts, not "LSUV".'],
  ],
  [
    { mentions: { ignore: [1] }, completion: { snippets: 0 } },
    [
      'The setting paperlens.completion.snippets must be true or false, not 0.',
      'The setting paperlens.mentions.ignore must be a list of texts, not [1].',
    ],
  ],
];

for (const [settings, messages] of BAD) {
  test(`${JSON.stringify(settings)} is told, and the default is used`, async () => {
    const { editor } = await startInBand({ settings });
    assert.equal(await hoversName(editor), true);
    assert.deepEqual(editor.messages, messages);
  });
}

test('what is still wrong is not told again when another setting changes', async () => {
  const wrong = { hover: { enabled: 'no' } };
  const { editor } = await startInBand({ settings: wrong });
  await editor.changeSettings({ ...wrong, mentions: { ignore: ['LSUV'] } });
  assert.equal(await hoversName(editor), false);
  assert.equal(editor.messages.length, 1);
  await editor.changeSettings({});
  await editor.changeSettings(wrong);
  assert.equal(await hoversName(editor), true);
  assert.equal(editor.messages.length, 2);
});

test('an editor that cannot be asked sends its settings', async () => {
  const capabilities = { ...VS_CODE, workspace: {} };
  const { editor } = await startInBand({ capabilities });
  const settings = { paperlens: { hover: { enabled: false } }, other: 1 };
  await editor.notify('workspace/didChangeConfiguration', { settings });
  assert.equal(await hoversName(editor), false);
});

test('an editor that answers with an error is served with the defaults, and the log tells why', async () => {
  // It says that it can be asked for settings and then does not know the request.
  const editor = connectInBand();
  await editor.initialize({ capabilities: {}, announced: VS_CODE });
  await editor.status();
  assert.equal(await hoversName(editor), true);
  assert.match(editor.errors.join('\n'), /^settings failed: /m);
});

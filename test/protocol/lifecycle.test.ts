// The life of a server: what it announces, when it answers, and how it ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InitializeResult } from 'vscode-languageserver-protocol/node';
import { connectInBand, startInBand, VS_CODE, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

declare const PAPERLENS_VERSION: string;

const NOTE = 'file:///notes/a.md';

async function hoverText(editor: Editor): Promise<string> {
  const hover = await editor.hover(NOTE, { line: 0, character: 0 });
  return JSON.stringify(hover?.contents ?? null);
}

test('initialize names the server and its abilities', async () => {
  const result: InitializeResult = await connectInBand().initialize();
  assert.deepEqual(result, {
    serverInfo: { name: 'Paperlens', version: PAPERLENS_VERSION },
    capabilities: {
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      completionProvider: { triggerCharacters: ['@', ';', '{', ' '], resolveProvider: true },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      linkedEditingRangeProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      documentLinkProvider: {},
      codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite'] },
      codeLensProvider: {},
      inlayHintProvider: true,
      semanticTokensProvider: {
        legend: { tokenTypes: ['citation'], tokenModifiers: ['unknown'] },
        full: true,
        range: true,
      },
      workspaceSymbolProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  });
});

test('the first status tells what is loaded', async () => {
  const { status } = await startInBand();
  const { methods } = status;
  const nothing = { entries: 0, libraries: 0, isReading: false, notes: 0, problems: [] };
  assert.deepEqual(status, { papers: 119, methods, ...nothing });
  assert.ok(status.methods > 0);
});

test('a request that comes before the papers are loaded waits for them', async () => {
  const host = new MemoryHost(shippedFiles());
  const release = host.hold('/shipped/corpus.json');
  const editor = connectInBand(host);
  await editor.initialize();
  await editor.open(NOTE, 'LSUV');
  const answer = hoverText(editor);
  release();
  assert.match(await answer, /All you need is a good init/);
});

test('two servers in one process share nothing', async () => {
  const [one, other] = [await startInBand(), await startInBand()];
  await one.editor.open(NOTE, 'LSUV');
  await other.editor.open(NOTE, 'nothing here');
  assert.match(await hoverText(one.editor), /All you need is a good init/);
  assert.equal(await hoverText(other.editor), 'null');
});

test('it registers for settings and for the files of corpora, libraries and notes', async () => {
  const { editor } = await startInBand();
  assert.deepEqual(
    editor.registrations.map(({ method, registerOptions: options }) => [
      method,
      options as unknown,
    ]),
    [
      ['workspace/didChangeConfiguration', { section: 'paperlens' }],
      [
        'workspace/didChangeWatchedFiles',
        {
          watchers: [
            { globPattern: '**/.paperlens/**' },
            { globPattern: '**/*.{bib,bibtex,json,yaml,yml,ris}' },
            { globPattern: '**/*.{md,markdown,qmd,Rmd,rmd}' },
          ],
        },
      ],
    ],
  );
});

for (const event of ['didChangeConfiguration', 'didChangeWatchedFiles']) {
  test(`with an editor that takes it for nothing else, it registers for ${event}`, async () => {
    const workspace = { [event]: { dynamicRegistration: true } };
    const { editor } = await startInBand({ capabilities: { workspace } });
    assert.deepEqual(
      editor.registrations.map(({ method }) => method),
      [`workspace/${event}`],
    );
  });
}

test('an editor that can do nothing beyond LSP 3.0 is served', async () => {
  const { editor } = await startInBand({ capabilities: {} });
  await editor.open(NOTE, 'LSUV');
  assert.match(await hoverText(editor), /All you need is a good init/);
  assert.deepEqual(editor.registrations, []);
});

test('an editor that answers for settings but registers nothing is served', async () => {
  const { editor } = await startInBand({
    capabilities: { ...VS_CODE, workspace: { configuration: true } },
    settings: { hover: { enabled: 'yes' } },
  });
  await editor.open(NOTE, 'LSUV');
  assert.match(await hoverText(editor), /All you need is a good init/);
  assert.deepEqual(editor.registrations, []);
});

// Papers as symbols of the workspace: only for an editor that opens the pages to which they lead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SymbolInformation } from 'vscode-languageserver-protocol/node';
import { startInBand } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { card } from '../support/sampleCorpus';

async function ask(query: string, paperPages = true, host = new MemoryHost(shippedFiles())) {
  const { editor } = await startInBand({
    host,
    folders: ['/field'],
    initializationOptions: { paperPages },
  });
  const symbols = await editor.request<SymbolInformation[]>('workspace/symbol', { query });
  return { symbols, editor };
}

test('entries of libraries, in any editor, where their key stands', async () => {
  const host = new MemoryHost({
    ...shippedFiles(),
    '/field/refs.bib': '@misc{fern, title = {Roots Below}, author = {Fern, A.}, year = 2020}\n',
  });
  const { editor } = await startInBand({ host, folders: ['/field'] });
  await editor.open('file:///field/a.md', '');
  await editor.hover('file:///field/a.md', { line: 0, character: 0 });
  const symbols = await editor.request<SymbolInformation[]>('workspace/symbol', { query: 'roots' });
  const [start, end] = [6, 10].map((character) => ({ line: 0, character }));
  assert.deepEqual(symbols, [
    {
      name: 'Roots Below · Fern · fern',
      kind: 19,
      containerName: 'Fern 2020',
      location: { uri: 'file:///field/refs.bib', range: { start, end } },
    },
  ]);
});

test('a paper by its title, author or term', async () => {
  const top = { line: 0, character: 0 };
  for (const [query, name] of [
    ['good init', 'All you need is a good init'],
    ['matas', 'All you need is a good init · Matas'],
    ['orthonormal', 'All you need is a good init · orthonormal'],
  ] as const) {
    const { symbols } = await ask(query);
    assert.deepEqual(symbols[0], {
      name,
      kind: 1,
      containerName: 'Mishkin & Matas 2015',
      location: {
        uri: 'paperlens:/papers/mishkin2015all.md',
        range: { start: top, end: top },
      },
    });
  }
});

test('at most fifty; the latest where nothing is typed', async () => {
  const { symbols } = await ask('');
  assert.equal(symbols.length, 50);
  assert.match(symbols[0]?.containerName ?? '', / 2025$/);
});

test('a paper of the person, with signs in its key', async () => {
  const host = new MemoryHost({
    ...shippedFiles(),
    '/field/.paperlens/papers/a.md': card('a:b/c+d', { title: '"Zebras"' }),
  });
  const { symbols } = await ask('zebras', true, host);
  assert.deepEqual(
    symbols.map(({ location }) => location.uri),
    ['paperlens:/papers/a%3Ab%2Fc%2Bd.md'],
  );
});

test('asked all the same, the server tells another editor of none', async () => {
  const { symbols } = await ask('good init', false);
  assert.deepEqual(symbols, []);
});

test('a request without a query gives nothing and a line in the log', async () => {
  const { editor } = await ask('good init');
  assert.deepEqual(await editor.request('workspace/symbol', {}), []);
  assert.match(editor.errors[0] ?? '', /^workspaceSymbol failed: /);
});

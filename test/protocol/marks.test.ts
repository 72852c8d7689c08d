// What is drawn into a note through the real server: hints, lenses, colours, links, places edited together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CodeLens,
  DocumentHighlight,
  DocumentLink,
  InlayHint,
  LinkedEditingRanges,
  SemanticTokens,
} from 'vscode-languageserver-protocol/node';
import { positionAt, startInBand } from '../support/inBandServer';

const NOTE = 'file:///vault/note.md';
const textDocument = { uri: NOTE };

async function open(text: string, settings: unknown = {}) {
  const { editor } = await startInBand({ settings });
  await editor.open(NOTE, text);
  const range = { start: { line: 0, character: 0 }, end: positionAt(text, text.length) };
  return { editor, range };
}

async function hints(text: string, settings?: unknown): Promise<string[]> {
  const { editor, range } = await open(text, settings);
  const found = await editor.request<InlayHint[]>('textDocument/inlayHint', {
    textDocument,
    range,
  });
  return found.map(
    ({ label, position }) => `${position.character}: ${typeof label === 'string' ? label : ''}`,
  );
}

test('a key is followed by authors and year', async () =>
  assert.deepEqual(await hints('See @mishkin2015all and @nobody.'), ['19: Mishkin & Matas 2015']));

const DENSE = '@mishkin2015all @zhao2021zero @blake2023unit @gu2022train';

test('a dense paragraph has no hints, unless they are wanted there, too', async () => {
  assert.deepEqual(await hints(DENSE), []);
  const all = await hints(DENSE, { inlayHints: { citations: 'all' } });
  assert.equal(all.length, 4);
  assert.deepEqual(await hints('@mishkin2015all', { inlayHints: { citations: 'off' } }), []);
});

const SECTIONS =
  '# One\n@mishkin2015all\n\n## Two\n@nobody1999 @mishkin2015all\n\n# Three\n@fig-one\n';

test('lenses over headings, where they are wanted', async () => {
  const without = await open(SECTIONS);
  assert.deepEqual(await without.editor.request('textDocument/codeLens', { textDocument }), []);
  const { editor } = await open(SECTIONS, { codeLens: { headings: true } });
  const lenses = await editor.request<CodeLens[]>('textDocument/codeLens', { textDocument });
  assert.deepEqual(
    lenses.map(({ range, command }) => [range.start.line, command?.title]),
    [
      [0, '2 works cited, 1 of them unknown'],
      [3, '2 works cited, 1 of them unknown'],
    ],
  );
});

test('known and unknown keys have colours of their own, and cross-references none', async () => {
  const { editor } = await open('@mishkin2015all and\n@nobody, @fig-one\n');
  const { data } = await editor.request<SemanticTokens>('textDocument/semanticTokens/full', {
    textDocument,
  });
  assert.deepEqual(data, [0, 0, 15, 0, 0, 1, 0, 7, 0, 1]);
});

test('identifiers without an address are links', async () => {
  const { editor } = await open('arXiv:1511.06422, https://arxiv.org/abs/1511.06422, 10.1000/182');
  const links = await editor.request<DocumentLink[]>('textDocument/documentLink', { textDocument });
  assert.deepEqual(
    links.map(({ target }) => target),
    ['https://arxiv.org/abs/1511.06422', 'https://doi.org/10.1000/182'],
  );
});

test('the same key is marked wherever it stands, and edited everywhere at once', async () => {
  const { editor } = await open('@{a.b} and [@a.b; @a.bc] and `@a.b`');
  const place = { textDocument, position: { line: 0, character: 3 } };
  const marked = await editor.request<DocumentHighlight[]>('textDocument/documentHighlight', place);
  assert.deepEqual(
    marked.map(({ range }) => range.start.character),
    [2, 13],
  );
  const linked = await editor.request<LinkedEditingRanges>(
    'textDocument/linkedEditingRange',
    place,
  );
  assert.equal(linked.ranges.length, 2);
  const alone = { textDocument, position: { line: 0, character: 20 } };
  assert.equal(await editor.request('textDocument/linkedEditingRange', alone), null);
});

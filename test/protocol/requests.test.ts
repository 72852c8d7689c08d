// Each request of protocol/messages.ts, as the client sends it and gets it answered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as messages from '../../server/src/protocol/messages';
import { readFixture } from '../support/fixture';
import { positionAt, startInBand } from '../support/inBandServer';

const usual = startInBand();

async function ask<R>(method: string, params?: unknown): Promise<R> {
  const { editor } = await usual;
  return editor.request<R>(method, params);
}

/** Opens the drawing and returns the place of its cursor. */
async function placeOf(drawing: string, uri = 'file:///notes/a.md', languageId = 'markdown') {
  const { editor } = await usual;
  const { text, cursor } = readFixture(drawing);
  await editor.open(uri, text, languageId);
  return { uri, position: positionAt(text, cursor ?? 0) };
}

test('tree: every paper, under themes', async () => {
  const tree = await ask<messages.TreeResult>(messages.treeRequest, {
    grouping: 'theme',
    filter: '',
  });
  const keys = new Set(tree.flatMap(keysBelow));
  assert.equal(keys.size, 119);
  assert.ok(tree.every((group) => group.children.every((child) => child.kind === 'group')));
});

test('tree: filtered, under years', async () => {
  const params: messages.TreeParams = { grouping: 'year', filter: 'mishkin' };
  const tree = await ask<messages.TreeResult>(messages.treeRequest, params);
  assert.deepEqual(
    tree.map(({ label, count }) => [label, count]),
    [['2015', 1]],
  );
});

function keysBelow(node: messages.TreeNode): string[] {
  return node.kind === 'paper' ? [node.key] : node.children.flatMap(keysBelow);
}

test('searchPapers: best first, no more than asked for', async () => {
  const params: messages.SearchPapersParams = { query: 'good init', limit: 3 };
  const rows = await ask<messages.SearchPapersResult>(messages.searchPapersRequest, params);
  assert.equal(rows.length, 3);
  assert.equal(rows[0]?.key, 'mishkin2015all');
});

test('paper: all that commands need', async () => {
  const paper = await ask<messages.PaperResult>(messages.paperRequest, { key: 'mishkin2015all' });
  assert.ok(paper);
  assert.equal(paper.arxivUrl, 'https://arxiv.org/abs/1511.06422');
  assert.match(paper.bibtex, /^@inproceedings\{mishkin2015all,/);
  assert.match(paper.card, /^\*\*All you need is a good init\*\*/);
  assert.ok(new RegExp(paper.searchPattern, 'iu').test('as layer-sequential unit variance says'));
});

test('paper: null for an unknown key', async () => {
  assert.equal(await ask(messages.paperRequest, { key: 'nobody1999' }), null);
});

const page = (path: string) => ask<messages.PageResult>(messages.pageRequest, { path });

test('page: all that is known of a paper, with links to the pages of others and of themes', async () => {
  const markdown = (await page('/papers/mishkin2015all.md')) ?? '';
  assert.match(markdown, /^# All you need is a good init\n/);
  assert.match(markdown, /^## Findings$/m);
  assert.doesNotMatch(markdown, /command:/);
  const links = [...markdown.matchAll(/\]\(\.\.(\/(?:papers|themes)\/[^)]+)\)/g)];
  assert.ok(links.length > 2);
  for (const [, path = ''] of links) assert.match((await page(path)) ?? '', /^# /, path);
});

test('page: a theme with its papers', async () => {
  const markdown = (await page('/themes/variance.md')) ?? '';
  assert.match(markdown, /^# Variance and signal propagation\n/);
  assert.match(markdown, /\]\(\.\.\/papers\/mishkin2015all\.md\)/);
});

test('page: a formula is left to the preview', async () => {
  assert.match((await page('/papers/trockman2023mimetic.md')) ?? '', /\$W_Q W_K\^T \\approx I\$/);
});

for (const path of ['/papers/nobody1999.md', '/themes/none.md', '/papers/', '/', '', 'x']) {
  test(`page: null for ${JSON.stringify(path)}`, async () => assert.equal(await page(path), null));
}

test('paperAt: the key under the cursor, null beside it', async () => {
  assert.equal(
    await ask(messages.paperAtRequest, await placeOf('We use LS<|>UV.')),
    'mishkin2015all',
  );
  assert.equal(await ask(messages.paperAtRequest, await placeOf('We<|> use LSUV.')), null);
});

test('citation: the edit, and the version that it is for', async () => {
  const { editor } = await usual;
  const place = await placeOf('As [@wei2022emergent<|>] shows.');
  await editor.change(place.uri, { text: 'As [@wei2022emergent] shows now.' });
  const params: messages.CitationParams = { ...place, key: 'mishkin2015all' };
  const edit = await ask<messages.CitationResult>(messages.citationRequest, params);
  assert.deepEqual(edit, {
    range: { start: place.position, end: place.position },
    newText: '; @mishkin2015all',
    version: 2,
  });
});

test('citation: the bare key in a document that is not read', async () => {
  const position = { line: 7, character: 3 };
  const params: messages.CitationParams = { uri: 'file:///a.txt', position, key: 'mishkin2015all' };
  const edit = await ask<messages.CitationResult>(messages.citationRequest, params);
  assert.deepEqual(edit, {
    range: { start: position, end: position },
    newText: '@mishkin2015all',
    version: null,
  });
});

test('methods: each with its paper, in order of the files', async () => {
  const methods = await ask<messages.MethodsResult>(messages.methodsRequest);
  const { status } = await usual;
  assert.equal(methods.length, status.methods);
  const lsuv = methods.find(({ id }) => id === 'lsuv');
  assert.equal(lsuv?.paperKey, 'mishkin2015all');
  assert.match(lsuv.card, /initialises linear and convolution layers/);
});

test('snippet: the code at the cursor, its missing imports below those of the document', async () => {
  const { uri, position } = await placeOf('import math\n<|>', 'file:///src/a.py', 'python');
  const params: messages.SnippetParams = { uri, position, id: 'lsuv' };
  const found = await ask<messages.SnippetResult>(messages.snippetRequest, params);
  assert.match(found.snippet.newText, /^# LSUV: .*\[@mishkin2015all\]/);
  assert.deepEqual(found.snippet.range, { start: position, end: position });
  const [added, ...others] = found.imports;
  assert.deepEqual(others, []);
  assert.deepEqual(added?.range.start, { line: 0, character: 11 });
  assert.match(added.newText, /^import torch$/m);
  assert.doesNotMatch(added.newText, /^import math$/m);
});

test('snippet: null for an unknown method, and for a document that is not open', async () => {
  const { uri, position } = await placeOf('<|>', 'file:///src/b.py', 'python');
  assert.equal(await ask(messages.snippetRequest, { uri, position, id: 'nothing' }), null);
  const elsewhere = { uri: 'file:///closed.py', position, id: 'lsuv' };
  assert.equal(await ask(messages.snippetRequest, elsewhere), null);
});

test('chooseMethod: what fits an attention layer when there is only the net', async () => {
  const wishes: messages.ChooseMethodParams = { layer: 'attention', atHand: [] };
  const { methods, options } = await ask<messages.ChooseMethodResult>(
    messages.chooseMethodRequest,
    wishes,
  );
  assert.equal(methods[0]?.id, 'mimetic_init');
  assert.ok(options.goal.some(({ value }) => value === 'small data'));
});

test('explainDocument: a page with what is cited, named and unknown', async () => {
  const { uri } = await placeOf('We use LSUV, as [@wei2022emergent; @nobody1999] say.');
  const page = await ask<messages.ExplainDocumentResult>(messages.explainDocumentRequest, { uri });
  assert.match(page, /Paperlens corpus\*\*: 119 papers/);
  assert.match(page, /## Cited\n+- Wei et al\. 2022, \*Emergent Abilities/);
  assert.match(page, /## Named in prose and not cited\n+- Mishkin \\& Matas 2015/);
  assert.match(page, /## Keys that no source has\n+- `@nobody1999`/);
});

/** What a client with a fault may send; the server answers with nothing and says so in its log. */
const MALFORMED: readonly [method: string, params: unknown, empty: unknown][] = [
  [messages.treeRequest, { grouping: 'colour', filter: '' }, []],
  [messages.treeRequest, {}, []],
  [messages.searchPapersRequest, { limit: 3 }, []],
  [messages.paperAtRequest, { uri: 'file:///notes/a.md' }, null],
  [messages.snippetRequest, null, null],
  [messages.explainDocumentRequest, null, ''],
];

for (const [method, params, empty] of MALFORMED) {
  test(`${method} with ${JSON.stringify(params)} gives its empty answer and a line in the log`, async () => {
    const { editor } = await usual;
    await placeOf('We use LSUV.');
    const before = editor.errors.length;
    assert.deepEqual(await ask(method, params), empty);
    assert.equal(editor.errors.length, before + 1);
    assert.ok(editor.errors[before]?.startsWith(`${method} failed: `));
  });
}

test('resolve with data of nobody gives the item back and a line in the log', async () => {
  const { editor } = await usual;
  const before = editor.errors.length;
  assert.deepEqual(await editor.resolve({ label: 'x' }), { label: 'x' });
  assert.match(editor.errors[before] ?? '', /^completion\/resolve failed: /);
});

test('resolve of an item whose paper is gone gives the item back', async () => {
  const { editor } = await usual;
  const item = { label: 'x', data: { kind: 'citation', id: 'nobody1999' } };
  assert.deepEqual(await editor.resolve(item), item);
});

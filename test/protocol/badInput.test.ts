// What no editor should send and no disk should hold: the server answers and goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInBand, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { card } from '../support/sampleCorpus';

const BUNDLE = '/shipped/corpus.json';
const INDEX = '/shipped/corpus-index.json';
const NOTE = 'file:///notes/a.md';

/** The server still does its work. */
async function answersIn(editor: Editor): Promise<void> {
  const uri = 'file:///notes/next.md';
  await editor.open(uri, 'We use LSUV.');
  assert.ok(await editor.hover(uri, { line: 0, character: 8 }));
}

const NO_CORPUS: readonly [what: string, files: Record<string, string>, reason: RegExp][] = [
  ['no corpus at all', {}, /no such file/],
  ['a corpus that is no JSON', { [BUNDLE]: '{"papers": [' }, /JSON/],
  ['a corpus of another shape', { [BUNDLE]: '[]' }, /it holds no papers, themes and methods/],
  ['a corpus that is nothing', { [BUNDLE]: 'null' }, /it holds no papers, themes and methods/],
];

for (const [what, files, reason] of NO_CORPUS) {
  test(`${what}: told in the status, and a person's own papers still count`, async () => {
    const path = '/field/.paperlens/papers/fern2021roots.md';
    const host = new MemoryHost({ ...files, [path]: card('fern2021roots') });
    const { editor, status } = await startInBand({ host, folders: ['/field'] });
    assert.equal(status.papers, 1);
    assert.deepEqual(
      status.problems.map(({ file, line }) => ({ file, line })),
      [{ file: BUNDLE, line: 1 }],
    );
    assert.match(status.problems[0]?.message ?? '', /^The shipped corpus cannot be read/);
    assert.match(status.problems[0]?.message ?? '', reason);
    await editor.open(NOTE, 'As [@fern2021roots] shows.');
    assert.ok(await editor.hover(NOTE, { line: 0, character: 5 }));
  });
}

const NO_INDEX: readonly [what: string, text: string | undefined][] = [
  ['missing', undefined],
  ['cut off', '{"version":'],
];

for (const [what, text] of NO_INDEX) {
  test(`a search index that is ${what} is built anew`, async () => {
    const { [INDEX]: index, ...files } = shippedFiles();
    assert.ok(index);
    const host = new MemoryHost(text === undefined ? files : { ...files, [INDEX]: text });
    const { editor } = await startInBand({ host });
    const [best] = await editor.request<{ key: string }[]>('paperlens/searchPapers', {
      query: 'layer-sequential',
      limit: 1,
    });
    assert.equal(best?.key, 'mishkin2015all');
    assert.deepEqual(editor.errors, []);
  });
}

/** Bytes of a picture, read as text: control characters, and the sign for what is no character. */
const BINARY = Array.from({ length: 20_000 }, (_, i) => {
  const byte = (i * 7919) % 256;
  return byte < 128 ? String.fromCharCode(byte) : '\ufffd';
}).join('');

const HOSTILE: readonly [what: string, text: string][] = [
  ['nothing', ''],
  ['one line of 5 MB', 'word *emphasis* [link](x) @key `code` $maths$ '.repeat(110_000)],
  ['5 MB of open brackets', '['.repeat(5_000_000)],
  ['bytes that are no text', BINARY],
  ['a lone half of a pair', 'LSUV \ud83c LSUV \udf89'],
  ['front matter that never ends', `---\n${'a: b\n'.repeat(50_000)}`],
];

for (const [what, text] of HOSTILE) {
  test(`a note that is ${what}`, { timeout: 20_000 }, async () => {
    const { editor } = await startInBand();
    await editor.open(NOTE, text);
    for (const character of [0, 3, text.length]) {
      await editor.hover(NOTE, { line: 0, character });
      await editor.complete(NOTE, { line: 0, character });
    }
    const end = { line: 0, character: Math.min(text.length, 10) };
    await editor.change(NOTE, { range: { start: end, end }, text: ' @mishk' });
    await editor.complete(NOTE, { line: 0, character: end.character + 7 });
    await editor.request('paperlens/explainDocument', { uri: NOTE });
    assert.deepEqual(editor.errors, []);
    await answersIn(editor);
  });
}

const PLACES: readonly [line: number, character: number][] = [
  [0, 99],
  [99, 0],
  [-1, -1],
  [0, 1e9],
];

for (const [line, character] of PLACES) {
  test(`a place that the note does not have: ${line}, ${character}`, async () => {
    const { editor } = await startInBand();
    const position = { line, character };
    await editor.open(NOTE, 'We use LSUV');
    assert.equal(await editor.hover(NOTE, position), null);
    const edit = { uri: NOTE, position, key: 'mishkin2015all' };
    assert.ok(await editor.request('paperlens/citation', edit));
    await editor.change(NOTE, { range: { start: position, end: position }, text: 'x' });
    assert.deepEqual(editor.errors, []);
    await answersIn(editor);
  });
}

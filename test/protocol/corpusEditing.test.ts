// Writing a corpus of one's own through the real server: told, offered and explained while it is typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import type { StatusParams } from '../../server/src/protocol/messages';
import { positionAt, startInBand, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { card, method, THEMES } from '../support/sampleCorpus';

const FOLDER = '/field/.paperlens';
const CARD = `${FOLDER}/papers/fern2021roots.md`;
const SHIPPED_KEY = 'mishkin2015all';

async function start(files: Readonly<Record<string, string>> = {}, folders = ['/field']) {
  const host = new MemoryHost({ ...shippedFiles(), ...files });
  return { host, ...(await startInBand({ host, folders })) };
}

/** The next diagnostics: line, code and message of each. */
async function told(editor: Editor, host: MemoryHost, uri: string): Promise<unknown[]> {
  // An answer shows that the server has had all before it.
  await editor.hover(uri, { line: 0, character: 0 });
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  return diagnostics.map(({ range, code, message }: Diagnostic) => {
    return [range.start.line, code, message];
  });
}

/** The whole of the document is now this. */
const whole = (text: string) => ({ text });

test('a fault shows at its line while the card is typed, and goes when it is mended', async () => {
  const { editor, host } = await start();
  const uri = `file://${CARD}`;
  await editor.open(uri, card('fern2021roots', { year: '"last"' }));
  assert.deepEqual(await told(editor, host, uri), [
    [4, 'corpus-file', '"year" must be a number of four digits.'],
  ]);
  await editor.change(uri, whole(card('fern2021roots')));
  assert.deepEqual(await told(editor, host, uri), []);
});

test('a theme and a related paper that nobody has are told until they are loaded', async () => {
  const text = card('fern2021roots', {
    themes: '[roots]',
    related: '[{key: moss2022leaves, why: x}]',
  });
  const { editor, host } = await start({ [CARD]: text });
  const uri = `file://${CARD}`;
  await editor.open(uri, text);
  assert.deepEqual(await told(editor, host, uri), [
    [5, 'corpus-file', 'themes: "roots" is not a subtheme.'],
    [6, 'corpus-file', 'related: "moss2022leaves" is the key of no paper here.'],
  ]);
  host.write(`${FOLDER}/themes.yaml`, THEMES);
  host.write(`${FOLDER}/papers/moss2022leaves.md`, card('moss2022leaves'));
  await editor.changeFile(`${FOLDER}/themes.yaml`);
  assert.deepEqual((await editor.status()).problems, []);
  assert.deepEqual(await told(editor, host, uri), []);
});

test('themes are told of in their file, and completed', async () => {
  const { editor, host } = await start();
  const uri = `file://${FOLDER}/themes.yaml`;
  await editor.open(uri, '- id: plants\n  ', 'yaml');
  assert.deepEqual(await told(editor, host, uri), [
    [0, 'corpus-file', 'A theme needs the texts id, label and about: {"id":"plants"}'],
  ]);
  const { items } = await editor.complete(uri, { line: 1, character: 2 });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['label', 'about', 'children'],
  );
});

test('fields, values and papers are offered and explained in a card', async () => {
  const { editor } = await start();
  const uri = `file://${CARD}`;
  const text = `---\nkind: a\nrelated: [{key: "mish", why: x}, {key: "${SHIPPED_KEY}", why: x}]\n---\n`;
  await editor.open(uri, text);
  const labelsAt = async (offset: number) =>
    (await editor.complete(uri, positionAt(text, offset))).items.map(({ label }) => label);
  assert.deepEqual(await labelsAt(text.indexOf('\nrelated')), ['article']);
  assert.equal((await labelsAt(text.indexOf('mish') + 4))[0], SHIPPED_KEY);
  const field = await editor.hover(uri, { line: 1, character: 1 });
  assert.match(JSON.stringify(field?.contents), /How it appeared/);
  const related = await editor.hover(uri, positionAt(text, text.indexOf(SHIPPED_KEY)));
  assert.match(JSON.stringify(related?.contents), /All you need is a good init/);
});

test('completion in a corpus does not hang on the settings for notes', async () => {
  const { editor } = await start();
  await editor.changeSettings({ completion: { citations: false, snippets: false } });
  const uri = `file://${CARD}`;
  await editor.open(uri, '---\nye');
  const { items } = await editor.complete(uri, { line: 1, character: 2 });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['year'],
  );
});

test('a card with the key of a shipped paper replaces it, and its author is told', async () => {
  const text = card(SHIPPED_KEY, { title: '"My own words"' });
  const path = `${FOLDER}/papers/${SHIPPED_KEY}.md`;
  const { editor, host, status } = await start({ [path]: text });
  assert.deepEqual(status.problems, []);
  const paper = await editor.request<{ title: string }>('paperlens/paper', { key: SHIPPED_KEY });
  assert.equal(paper.title, 'My own words');
  const uri = `file://${path}`;
  await editor.open(uri, text);
  const message = `key: "${SHIPPED_KEY}" is also the key of a shipped paper. This one replaces it, as a workspace's own corpus stands before what ships.`;
  assert.deepEqual(await told(editor, host, uri), [[1, 'corpus-replaces', message]]);
  const page = await editor.request<string>('paperlens/explainDocument', { uri });
  assert.ok(page.includes(`\`${path}:2\``), page);
});

test('a snippet may be of a shipped paper', async () => {
  const text = method('rooting', SHIPPED_KEY, { family: '"scales and shapes"' });
  const { status } = await start({ [`${FOLDER}/snippets/rooting.py`]: text });
  const ofPaper = ({ problems }: StatusParams) =>
    problems.filter(({ message }) => message.startsWith('paper'));
  assert.deepEqual(ofPaper(status), []);
});

test('of two folders, the first has the key, and the card in the second is told', async () => {
  const other = '/other/.paperlens/papers/fern.md';
  const { editor, status } = await start(
    {
      [CARD]: card('fern2021roots', { year: '2001' }),
      [other]: card('fern2021roots', { year: '2002' }),
    },
    ['/field', '/other'],
  );
  const message = `key: "fern2021roots" is already the key of a paper in ${CARD}, whose folder stands first; this one is left out.`;
  assert.deepEqual(status.problems, [{ file: other, line: 2, message }]);
  const paper = await editor.request<{ year: number }>('paperlens/paper', { key: 'fern2021roots' });
  assert.equal(paper.year, 2001);
});

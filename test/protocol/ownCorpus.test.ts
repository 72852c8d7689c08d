// A workspace's own corpus in .paperlens/: loaded, reported where it is bad, and read again on changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusParams, TreeResult } from '../../server/src/protocol/messages';
import { connectInBand, startInBand, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { card, method, THEMES } from '../support/sampleCorpus';

const CARDS = '/field/.paperlens/papers';
const SHIPPED = 119;

/** A machine with the shipped corpus and these files. */
function machine(files: Readonly<Record<string, string>>): MemoryHost {
  return new MemoryHost({ ...shippedFiles(), ...files });
}

/** A workspace `/field` with these files beside the shipped corpus. */
async function startWith(files: Readonly<Record<string, string>>, folders = ['/field']) {
  const host = machine(files);
  return { host, ...(await startInBand({ host, folders })) };
}

async function knows(editor: Editor, key: string): Promise<boolean> {
  return (await editor.request('paperlens/paper', { key })) !== null;
}

test('its papers are hovered, completed, searched and shown like all others', async () => {
  const { editor, status } = await startWith({
    [`${CARDS}/fern2021roots.md`]: card('fern2021roots', {
      names: '["RootNet"]',
      themes: '[roots]',
    }),
    [`${CARDS}/about.txt`]: 'A file that is no card.',
    '/field/.paperlens/themes.yaml': THEMES,
    '/field/.paperlens/snippets/rooting.py': method('rooting', 'fern2021roots'),
  });
  assert.deepEqual([status.papers, status.problems], [SHIPPED + 1, []]);
  const uri = 'file:///field/a.md';
  await editor.open(uri, 'RootNet\n\n@fern\n\n```python\nrooting\n```\n');
  assert.ok(await editor.hover(uri, { line: 0, character: 3 }));
  const citations = await editor.complete(uri, { line: 2, character: 5 });
  assert.equal(citations.items[0]?.label, 'fern2021roots');
  const snippets = await editor.complete(uri, { line: 5, character: 7 });
  assert.equal(snippets.items[0]?.label, 'Rooting');
  const found = await editor.request<unknown[]>('paperlens/searchPapers', {
    query: 'RootNet',
    limit: 9,
  });
  assert.equal(found.length, 1);
  const tree = await editor.request<TreeResult>('paperlens/tree', {
    grouping: 'theme',
    filter: '',
  });
  assert.deepEqual(
    tree.filter(({ id }) => id === 'theme:plants').map(({ label, count }) => [label, count]),
    [['Plants', 1]],
  );
});

const BAD: readonly [
  what: string,
  files: Record<string, string>,
  problems: StatusParams['problems'],
][] = [
  [
    'a card without authors',
    { [`${CARDS}/bad.md`]: card('bad2021card', { authors: undefined }) },
    [{ file: `${CARDS}/bad.md`, line: 1, message: 'The paper needs at least one author.' }],
  ],
  [
    'a card with a year that is no number',
    { [`${CARDS}/bad.md`]: card('bad2021card', { year: '"last year"' }) },
    [{ file: `${CARDS}/bad.md`, line: 5, message: '"year" must be a number of four digits.' }],
  ],
  [
    'a file without front matter',
    { [`${CARDS}/bad.md`]: '# Just a note\n' },
    [{ file: `${CARDS}/bad.md`, line: 1, message: 'The file must open with a line "---".' }],
  ],
  [
    'a key that is taken',
    { [`${CARDS}/roots-again.md`]: card('fern2021roots') },
    [
      {
        file: `${CARDS}/roots-again.md`,
        line: 2,
        message: 'key: "fern2021roots" is already the key of another paper; this one is left out.',
      },
    ],
  ],
  [
    'a snippet of no paper',
    { '/field/.paperlens/snippets/rooting.py': method('rooting', 'nobody1999') },
    [
      {
        file: '/field/.paperlens/snippets/rooting.py',
        line: 3,
        message: 'paper: "nobody1999" is the key of no paper here.',
      },
    ],
  ],
];

for (const [what, files, problems] of BAD) {
  test(`${what} is reported with file, line and reason, and the rest is kept`, async () => {
    const { editor, status } = await startWith({
      [`${CARDS}/fern2021roots.md`]: card('fern2021roots'),
      ...files,
    });
    assert.deepEqual(status.problems, problems);
    assert.equal(status.papers, SHIPPED + 1);
    assert.ok(await knows(editor, 'fern2021roots'));
    const [problem] = problems;
    assert.deepEqual(editor.errors, [`${problem?.file}:${problem?.line}: ${problem?.message}`]);
  });
}

test('a card that cannot be read is reported, and the rest is kept', async () => {
  const host = machine({
    [`${CARDS}/fern2021roots.md`]: card('fern2021roots'),
    [`${CARDS}/locked.md`]: card('locked2021card'),
  });
  host.fail(`${CARDS}/locked.md`, 'permission denied');
  const { status } = await startInBand({ host, folders: ['/field'] });
  const reason = `The file cannot be read: ${CARDS}/locked.md: permission denied`;
  assert.deepEqual(status.problems, [{ file: `${CARDS}/locked.md`, line: 1, message: reason }]);
  assert.equal(status.papers, SHIPPED + 1);
});

for (const folder of ['/field/.paperlens', CARDS, '/field/.paperlens/snippets']) {
  test(`a folder that cannot be listed is reported: ${folder}`, async () => {
    const host = machine({
      [`${CARDS}/fern2021roots.md`]: card('fern2021roots'),
      '/field/.paperlens/snippets/rooting.py': method('rooting', 'fern2021roots'),
    });
    host.fail(folder, 'permission denied');
    const { editor, status } = await startInBand({ host, folders: ['/field'] });
    const reason = `The folder cannot be read: ${folder}: permission denied`;
    assert.ok(status.problems.some(({ file, message }) => file === folder && message === reason));
    assert.ok(await knows(editor, 'mishkin2015all'));
  });
}

test('a mended card counts after the event of its file', async () => {
  const path = `${CARDS}/fern2021roots.md`;
  const { editor, host, status } = await startWith({ [path]: '# nothing yet\n' });
  assert.deepEqual([status.papers, status.problems.length], [SHIPPED, 1]);
  host.write(path, card('fern2021roots'));
  await editor.changeFile(path);
  const mended = await editor.status();
  assert.deepEqual([mended.papers, mended.problems], [SHIPPED + 1, []]);
  assert.ok(await knows(editor, 'fern2021roots'));
});

test('a removed card is gone after the event, and its open documents lose their hover', async () => {
  const path = `${CARDS}/fern2021roots.md`;
  const { editor, host } = await startWith({
    [path]: card('fern2021roots', { names: '[RootNet]' }),
  });
  await editor.open('file:///field/a.md', 'RootNet');
  host.remove(path);
  await editor.changeFile(path);
  assert.equal((await editor.status()).papers, SHIPPED);
  assert.equal(await editor.hover('file:///field/a.md', { line: 0, character: 0 }), null);
});

test('the shipped corpus is not read again', async () => {
  const path = `${CARDS}/fern2021roots.md`;
  const { editor, host } = await startWith({ [path]: card('fern2021roots') });
  host.reads.length = 0;
  await editor.changeFile(path);
  await editor.status();
  assert.deepEqual(host.reads, [path]);
});

test('a burst of events costs two readings, and the last state counts', async () => {
  const path = `${CARDS}/fern2021roots.md`;
  const { editor, host } = await startWith({ [path]: card('fern2021roots') });
  host.reads.length = 0;
  const release = host.hold(path);
  for (let i = 0; i < 20; i++) await editor.changeFile(path);
  // An answer shows that the server has had all events.
  await editor.request('paperlens/paper', { key: 'fern2021roots' });
  host.write(path, card('fern2021roots', { year: '1999' }));
  release();
  await editor.status();
  await editor.status();
  assert.deepEqual(host.reads, [path, path]);
  const paper = await editor.request('paperlens/paper', { key: 'fern2021roots' });
  assert.equal((paper as { year: number }).year, 1999);
});

test('folders come and go', async () => {
  const { editor } = await startWith(
    {
      [`${CARDS}/fern2021roots.md`]: card('fern2021roots'),
      '/other/.paperlens/papers/moss2022leaves.md': card('moss2022leaves'),
    },
    [],
  );
  assert.ok(!(await knows(editor, 'fern2021roots')));
  await editor.changeFolders({ added: ['/field', '/other'] });
  assert.equal((await editor.status()).papers, SHIPPED + 2);
  await editor.changeFolders({ removed: ['/field'] });
  assert.equal((await editor.status()).papers, SHIPPED + 1);
  assert.ok(await knows(editor, 'moss2022leaves'));
});

test('a folder that is removed while it is read stays removed', async () => {
  const path = `${CARDS}/fern2021roots.md`;
  const { editor, host } = await startWith({ [path]: card('fern2021roots') });
  const release = host.hold(path);
  await editor.changeFile(path);
  await editor.changeFolders({ removed: ['/field'] });
  await editor.request('paperlens/paper', { key: 'fern2021roots' });
  release();
  await editor.status();
  assert.equal((await editor.status()).papers, SHIPPED);
});

test('a folder that is added while the server starts is there once it has started', async () => {
  const host = machine({ [`${CARDS}/fern2021roots.md`]: card('fern2021roots') });
  const release = host.hold('/shipped/corpus.json');
  const editor = connectInBand(host);
  await editor.initialize();
  await editor.changeFolders({ added: ['/field'] });
  release();
  await editor.status();
  assert.equal((await editor.status()).papers, SHIPPED + 1);
});

test('an editor of one folder names it as its root', async () => {
  const host = machine({ [`${CARDS}/fern2021roots.md`]: card('fern2021roots') });
  const { status } = await startInBand({ host, rootUri: 'file:///field' });
  assert.equal(status.papers, SHIPPED + 1);
});

for (const folder of ['vscode-vfs://github/someone/field', 'untitled:field']) {
  test(`a folder that is on no disk is no fault: ${folder}`, async () => {
    const { status } = await startInBand({ rootUri: folder });
    assert.deepEqual([status.papers, status.problems], [SHIPPED, []]);
  });
}

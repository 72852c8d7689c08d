// A person's own libraries through the real server: found, cited, explained, navigated, renamed, mended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CodeAction,
  Location,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { readFixture } from '../support/fixture';
import { positionAt, startInBand, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const LIBRARY = `@string{nips = "Advances"}

@article{he2015,
  title = {Delving Deep into {Rectifiers}},
  author = {He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and Sun, Jian},
  year = {2015},
  journal = nips,
}

@inproceedings{mish,
  title = {All you need is a good init},
  author = {Mishkin, Dmytro and Matas, Jiri},
  year = 2015,
}

@book{he2015deep,
  title = {Another Book of Things},
  author = {He, Kaiming},
  year = {2020},
}
`;
const NOTE = 'file:///vault/note.md';

async function vault(files: Readonly<Record<string, string>> = {}) {
  const host = new MemoryHost({
    ...shippedFiles(),
    '/vault/refs.bib': LIBRARY,
    '/vault/other.md': 'Also [@he2015; @{he2015}] and @he2015deep.\n',
    ...files,
  });
  const { editor } = await startInBand({ host, folders: ['/vault'] });
  return { editor, host };
}

/** Opens a drawn note; its cursor is where to ask. */
async function openNote(editor: Editor, drawing: string, uri = NOTE) {
  const { text, cursor = 0 } = readFixture(drawing);
  await editor.open(uri, text);
  return { text, place: { textDocument: { uri }, position: positionAt(text, cursor) } };
}

/** Text of a document after edits, whatever their order. */
function applied(
  text: string,
  edits: readonly { range: Location['range']; newText: string }[],
): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce(
    (now, { range, newText }) =>
      now.slice(0, offset(range.start)) + newText + now.slice(offset(range.end)),
    text,
  );
}

test('an entry is completed by author and word, and explained where it is cited', async () => {
  const { editor } = await vault();
  const { place } = await openNote(editor, 'see [@rectif<|>');
  const { items } = await editor.complete(NOTE, place.position);
  assert.equal(items[0]?.label, 'he2015');
  assert.equal(
    items[0]?.labelDetails?.description,
    'He et al. 2015 · Delving Deep into Rectifiers',
  );
  const { place: cited } = await openNote(editor, 'see [@he2<|>015]', 'file:///vault/b.md');
  const hover = await editor.hover('file:///vault/b.md', cited.position);
  const card = JSON.stringify(hover?.contents);
  assert.match(card, /Delving Deep into Rectifiers/);
  assert.match(card, /Kaiming He, Xiangyu Zhang/);
  assert.match(card, /Advances/);
  assert.match(card, /refs\.bib/);
});

test('a paper of the corpus and its entry are one work, cited by the key of the library', async () => {
  const { editor } = await vault();
  const { place } = await openNote(editor, '[@good init<|>');
  const { items } = await editor.complete(NOTE, place.position);
  assert.equal(items[0]?.label, 'mish');
  assert.match(items[0].labelDetails?.description ?? '', /All you need is a good init/);
  assert.ok(!items.some(({ label }) => label === 'mishkin2015all'));
});

test('from a key to its entry', async () => {
  const { editor } = await vault();
  const { place } = await openNote(editor, '[@he2<|>015]');
  const found = await editor.request<Location[]>('textDocument/definition', place);
  assert.deepEqual(found, [
    {
      uri: 'file:///vault/refs.bib',
      range: { start: { line: 2, character: 9 }, end: { line: 2, character: 15 } },
    },
  ]);
});

test('all places of a key, in notes that are not open, too, and not of one that begins so', async () => {
  const { editor } = await vault();
  const { place } = await openNote(editor, '[@he2<|>015] and @he2015deep');
  const context = { includeDeclaration: true };
  const found = await editor.request<Location[]>('textDocument/references', { ...place, context });
  const places = found.map(
    ({ uri, range: { start } }) => `${uri}:${start.line}:${start.character}`,
  );
  assert.deepEqual(places.sort(), [
    'file:///vault/note.md:0:2',
    'file:///vault/other.md:0:17',
    'file:///vault/other.md:0:7',
    'file:///vault/refs.bib:2:9',
  ]);
});

test('a renamed key is renamed in the library and all notes, and nothing else is', async () => {
  const { editor } = await vault();
  const { text, place } = await openNote(editor, 'A [@he2<|>015, p. 3] and @he2015deep.\n');
  const edit = await editor.request<WorkspaceEdit>('textDocument/rename', {
    ...place,
    newName: 'he:delving',
  });
  const changes = edit.changes ?? {};
  assert.equal(applied(text, changes[NOTE] ?? []), 'A [@he:delving, p. 3] and @he2015deep.\n');
  assert.equal(
    applied(
      'Also [@he2015; @{he2015}] and @he2015deep.\n',
      changes['file:///vault/other.md'] ?? [],
    ),
    'Also [@he:delving; @{he:delving}] and @he2015deep.\n',
  );
  const library = applied(LIBRARY, changes['file:///vault/refs.bib'] ?? []);
  assert.equal(library, LIBRARY.replace('{he2015,', '{he:delving,'));
});

test('a key that is taken is refused with a reason', async () => {
  const { editor } = await vault();
  const { place } = await openNote(editor, '[@he2<|>015]');
  const rename = editor.request('textDocument/rename', { ...place, newName: 'mish' });
  await assert.rejects(rename, /@mish is already a key/);
});

test('diagnostics name what was searched, and fixes lead to what is meant', async () => {
  const { editor, host } = await vault();
  const { text } = await openNote(editor, 'We follow He et al. (2016) [@he2015] and [@he2O15].\n');
  await editor.request('textDocument/documentHighlight', {
    textDocument: { uri: NOTE },
    position: { line: 0, character: 0 },
  });
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  const told = diagnostics.map(({ code, message, range }) => ({
    code,
    message,
    at: text.slice(range.start.character, range.end.character),
  }));
  assert.deepEqual(told, [
    {
      code: 'mention-mismatch',
      message: 'The text says 2016, but "he2015" is of 2015.',
      at: '2016',
    },
    {
      code: 'unknown-key',
      message: 'No entry has the key "he2O15". Searched: refs.bib, and the corpora.',
      at: '@he2O15',
    },
  ]);
  const range = diagnostics[1]?.range;
  const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: NOTE },
    range,
    context: { diagnostics },
  });
  assert.equal(actions[0]?.title, 'Change to @he2015');
  assert.equal(actions[0]?.isPreferred, true);
  assert.ok(actions.some(({ title }) => title === 'Ignore unknown-key here'));
  const [year] = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: NOTE },
    range: diagnostics[0]?.range,
    context: { diagnostics },
  });
  assert.equal(year?.title, 'Change 2016 to 2015');
  const [change] = (year.edit?.documentChanges ?? []) as TextDocumentEdit[];
  const mended = applied(
    text,
    (change?.edits ?? []) as { range: Location['range']; newText: string }[],
  );
  assert.match(mended, /^We follow He et al\. \(2015\) \[@he2015\]/);
});

test('a paper of the corpus is added to the library, in its style', async () => {
  const { editor } = await vault();
  const { place } = await openNote(editor, '[@zhao<|>2021zero]');
  const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: place.textDocument,
    range: { start: place.position, end: place.position },
    context: { diagnostics: [] },
  });
  const add = actions.find(({ title }) => title === 'Add the entry to refs.bib');
  const [change] = (add?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.equal(change?.textDocument.uri, 'file:///vault/refs.bib');
  const library = applied(LIBRARY, (change?.edits ?? []) as never);
  assert.ok(library.startsWith(LIBRARY));
  assert.match(library.slice(LIBRARY.length), /^\n@article\{zhao2021zero,\n {2}title = \{\{ZerO/);
});

test('without a library, one is made and named', async () => {
  const host = new MemoryHost({ ...shippedFiles(), '/empty/x.txt': '' });
  const { editor } = await startInBand({ host, folders: ['/empty'] });
  const uri = 'file:///empty/a.md';
  await editor.open(uri, 'See [@zhao2021zero].\n');
  const at = { line: 0, character: 8 };
  const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  const create = actions.find(({ title }) => title === 'Create references.bib with this entry');
  assert.deepEqual(
    create?.edit?.documentChanges?.map((change) => ('kind' in change ? change.kind : 'edit')),
    ['create', 'edit', 'edit'],
  );
});

test('a library that is saved again is read again; half of it changes nothing at once', async () => {
  const { editor, host } = await vault();
  const { place } = await openNote(editor, '[@he2<|>015]');
  host.write('/vault/refs.bib', LIBRARY.slice(0, 60));
  await editor.changeFile('/vault/refs.bib');
  await editor.request('textDocument/documentHighlight', place);
  await host.elapse(100);
  const still = await editor.request<Location[]>('textDocument/definition', place);
  assert.equal(still.length, 1);
  host.write('/vault/refs.bib', LIBRARY.replace('Delving Deep', 'Digging Deep'));
  await editor.changeFile('/vault/refs.bib');
  await editor.request('textDocument/documentHighlight', place);
  await host.elapse(100);
  const hover = await editor.hover(NOTE, place.position);
  assert.match(JSON.stringify(hover?.contents), /Digging Deep/);
});

test('an entry that is written in an open library counts before it is saved', async () => {
  const { editor, host } = await vault();
  const uri = 'file:///vault/refs.bib';
  await editor.open(
    uri,
    `${LIBRARY}\n@misc{fresh, title={Fresh from the Editor}, year=2024}\n`,
    'bibtex',
  );
  const { place } = await openNote(editor, '[@fre<|>sh]');
  // Answered when all that came before has been taken in.
  await editor.request('textDocument/documentHighlight', place);
  await host.elapse(100);
  const hover = await editor.hover(NOTE, place.position);
  assert.match(JSON.stringify(hover?.contents), /Fresh from the Editor/);
});

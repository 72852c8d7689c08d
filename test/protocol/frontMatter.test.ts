// What is wrong in the front matter of a note, through the real server: told, and nothing lost by it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { positionAt, startInBand } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const URI = 'file:///vault/note.md';
const LIBRARY = '@misc{one, title = {One Thing}, author = {Fern, A.}, year = 2020}\n';

/** The diagnostics of a note, each with the text that it stands at. */
async function told(text: string, earlier?: string) {
  const host = new MemoryHost({
    ...shippedFiles(),
    '/vault/mine.bib': LIBRARY,
    '/vault/others.bib': '',
  });
  const { editor } = await startInBand({ host, folders: ['/vault'] });
  await editor.open(URI, earlier ?? text);
  await editor.hover(URI, positionAt(text, 0));
  if (earlier !== undefined) {
    await host.elapse(300);
    await editor.diagnostics();
    await editor.change(URI, { text });
    await editor.hover(URI, positionAt(text, 0));
  }
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  const lines = text.split('\n');
  const found = diagnostics.map(({ code, message, range: { start, end } }) => ({
    code,
    message: typeof message === 'string' ? message : message.value,
    at: lines[start.line]?.slice(start.character, end.character),
  }));
  return { editor, diagnostics, found };
}

test('a field that is no YAML is told, and what it named before still applies', async () => {
  const { found } = await told(
    '---\ntitle: x\nbibliography: [mine.bib\n---\n\nSee [@one].\n',
    '---\ntitle: x\nbibliography: [mine.bib]\n---\n\nSee [@one].\n',
  );
  assert.equal(found.length, 1);
  assert.deepEqual([found[0]?.code, found[0]?.at], ['front-matter', 'bibliography']);
  assert.match(found[0]?.message ?? '', /^"bibliography" cannot be read.*end with a \]\.$/);
});

test('a fault in a field that names no library is none of ours', async () => {
  const { found } = await told('---\ntitle: "x\nbibliography: mine.bib\n---\n\nSee [@one].\n');
  assert.deepEqual(found, []);
});

test('entries of the front matter are checked as those of a file are', async () => {
  const { found } = await told(
    [
      '---',
      'references:',
      '- id: two',
      '  title: Two Things',
      '- id: two',
      '  title: Other Things',
      '  author: [{family: Moss}]',
      '  issued: 2021',
      '---',
      '',
      'See [@two].',
    ].join('\n'),
  );
  assert.deepEqual(
    found.map(({ code, at }) => [code, at]),
    [
      ['incomplete-entry', 'two'],
      ['duplicate-key', 'two'],
    ],
  );
});

test('no comment is offered that would break the front matter', async () => {
  const { editor, diagnostics } = await told('---\nbibliography: [mine.bib\n---\n\nSee it.\n');
  const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: URI },
    range: diagnostics[0]?.range,
    context: { diagnostics },
  });
  assert.deepEqual(
    actions.filter(({ title }) => title.startsWith('Ignore')),
    [],
  );
});

test('a project file that cannot be read is told on the page that explains the note', async () => {
  const files = { '/vault/_quarto.yml': 'bibliography: [mine.bib\n', '/vault/mine.bib': LIBRARY };
  const host = new MemoryHost({ ...shippedFiles(), ...files });
  const { editor } = await startInBand({ host, folders: ['/vault'] });
  await editor.open(URI, 'See [@one].\n');
  const explained = () => editor.request<string>('paperlens/explainDocument', { uri: URI });
  await editor.hover(URI, { line: 0, character: 7 });
  assert.match(await explained(), /- `\/vault\/_quarto\.yml`: The file is not in a form/);
  host.write('/vault/_quarto.yml', 'bibliography: [mine.bib]\n');
  await editor.changeFile('/vault/_quarto.yml');
  // Answered when the event has been taken in.
  await explained();
  await host.elapse(200);
  assert.doesNotMatch(await explained(), /not in a form/);
});

test('keys of `nocite` and of the abstract are citations as others are', async () => {
  const text = '---\nabstract: After @one.\nnocite: |\n  @one, @none\n---\n\nSee.\n';
  const { editor, found } = await told(text);
  assert.deepEqual(
    found.map(({ code, at }) => [code, at]),
    [['unknown-key', '@none']],
  );
  const hover = await editor.hover(URI, positionAt(text, text.indexOf('@one, ') + 2));
  assert.match(JSON.stringify(hover), /One Thing/);
  const edit = await editor.request<WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri: URI },
    position: positionAt(text, text.indexOf('@one, ') + 2),
    newName: 'first',
  });
  const edits = Object.entries(edit.changes ?? {}).flatMap(([uri, changes]) =>
    changes.map(({ range }) => [uri, range.start.line]),
  );
  assert.deepEqual(edits.sort(), [
    ['file:///vault/mine.bib', 0],
    [URI, 1],
    [URI, 3],
  ]);
});

test('a library that is named and not there is made, empty or with the entry that is cited', async () => {
  const text = '---\nbibliography: refs/new.bib\n---\n\nSee [@zhao2021zero].\n';
  const { editor, found } = await told(text);
  assert.deepEqual(
    found.map(({ code, at }) => [code, at]),
    [
      ['library-not-found', 'refs/new.bib'],
      ['missing-entry', '@zhao2021zero'],
    ],
  );
  const offered = async (offset: number) => {
    const at = positionAt(text, offset);
    const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: URI },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    return actions.map(({ title, edit }) => ({ title, changes: edit?.documentChanges ?? [] }));
  };
  const [empty] = await offered(text.indexOf('new.bib'));
  assert.equal(empty?.title, 'Create new.bib');
  assert.deepEqual(empty.changes, [
    { kind: 'create', uri: 'file:///vault/refs/new.bib', options: { ignoreIfExists: true } },
  ]);
  const [withEntry] = await offered(text.indexOf('zhao'));
  assert.equal(withEntry?.title, 'Create new.bib with this entry');
  assert.match(JSON.stringify(withEntry.changes), /refs\/new\.bib.*@\w+\{zhao2021zero,/);
});

// Writing a library through the real server: completion, hover, outline, diagnostics, fixes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  InsertTextFormat,
  type CodeAction,
  type DocumentSymbol,
  type FoldingRange,
  type TextDocumentEdit,
} from 'vscode-languageserver-protocol/node';
import { readFixture } from '../support/fixture';
import { positionAt, startInBand } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const URI = 'file:///vault/refs.bib';

/** An open library as it is drawn, and where its cursor is. */
async function open(drawing: string) {
  const host = new MemoryHost(shippedFiles());
  const { editor } = await startInBand({ host, folders: ['/vault'] });
  const { text, cursor = 0 } = readFixture(drawing);
  await editor.open(URI, text, 'bibtex');
  return { editor, host, text, position: positionAt(text, cursor) };
}

/** What is offered at the cursor, the first of it. */
async function offers(drawing: string, labels: readonly string[]): Promise<void> {
  const { editor, position } = await open(drawing);
  const { items } = await editor.complete(URI, position);
  assert.deepEqual(
    items.slice(0, labels.length).map(({ label }) => label),
    labels,
  );
}

test('types of entries', () => offers('@inpro<|>', ['inproceedings']));

test('a type brings the fields that it should have, in the style of the file', async () => {
  const { editor, position } = await open('@misc{a,\n\ttitle = "A",\n\tyear = 2020\n}\n\n@phd<|>');
  const [item] = (await editor.complete(URI, position)).items;
  assert.equal(item?.insertTextFormat, InsertTextFormat.Snippet);
  assert.equal(
    item.textEdit?.newText,
    'phdthesis{${1:key},\n\tauthor = "$2",\n\ttitle = "$3",\n\tschool = "$4",\n\tyear = "$5"\n}$0',
  );
});

test('the type of an entry that is there is changed alone', async () => {
  const { editor, position } = await open('@phd<|>{a, title = {A}}');
  const [item] = (await editor.complete(URI, position)).items;
  assert.equal(item?.textEdit?.newText, 'phdthesis');
});

test('fields that the type expects come first, and none twice', () =>
  offers('@article{a,\n  author = {B},\n  <|>\n}', ['title', 'journal', 'year']));

test('keys of other entries', () =>
  offers('@book{parent, title={P}}\n@inbook{child,\n  crossref = {pa<|>}\n}', ['parent']));

test('strings of the file and months', () =>
  offers('@string{nips = {N}}\n@article{a, month = <|>\n}', ['nips', 'jan', 'feb']));

test('in a document without a file, which has but its language', async () => {
  const { editor } = await startInBand({ host: new MemoryHost(shippedFiles()) });
  await editor.open('untitled:Untitled-1', '@inpro', 'bibtex');
  const { items } = await editor.complete('untitled:Untitled-1', { line: 0, character: 6 });
  assert.equal(items[0]?.label, 'inproceedings');
});

test('nothing is offered in the text of a value', async () => {
  const { editor, position } = await open('@article{a, title = {tit<|>}}');
  assert.deepEqual((await editor.complete(URI, position)).items, []);
});

test('over a key its card, over a string what it stands for', async () => {
  const entry = await open('@article{mi<|>sh, title={All you need is a good init}, year=2015}');
  const card = await entry.editor.hover(URI, entry.position);
  assert.match(JSON.stringify(card?.contents), /Layer-sequential|orthonormal/i);
  const string = await open('@string{nips = {Advances}}\n@article{a, journal = ni<|>ps}');
  const value = await string.editor.hover(URI, string.position);
  assert.match(JSON.stringify(value?.contents), /Advances/);
});

test('entries in the outline, and folded', async () => {
  const { editor } = await open('@article{a,\n  title = {T},\n  year = 2020\n}\n@misc{b}\n');
  const textDocument = { uri: URI };
  const symbols = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument,
  });
  assert.deepEqual(
    symbols.map(({ name, detail }) => [name, detail]),
    [
      ['a', '2020 · T'],
      ['b', ''],
    ],
  );
  const folds = await editor.request<FoldingRange[]>('textDocument/foldingRange', { textDocument });
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [[0, 3]],
  );
});

const FAULTY = `@article{one, title={Roots of the Plants}, author={Fern, A}, year=2020}

@article{two, title={Roots of the plants}, author={Fern, A}, year=2020}

@article{one, title={Another Thing}, author={Moss, B}, year=2021}

% paperlens-ignore incomplete-entry
@misc{quiet}

@misc{loud}
`;

test('strings and parents that nothing defines are told where they are used', async () => {
  const { editor, host, text } = await open(
    '@misc{a, title = {Some Title}, author = {B}, year = 2020, journal = nips, crossref = {nobody}}\n',
  );
  await editor.request('textDocument/foldingRange', { textDocument: { uri: URI } });
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  assert.deepEqual(
    diagnostics.map(({ code, range: { start, end } }) => [
      code,
      text.slice(start.character, end.character),
    ]),
    [
      ['undefined-name', 'nips'],
      ['undefined-name', '{nobody}'],
    ],
  );
});

test('proceedings without an author lack nothing, but a year they need', async () => {
  const { editor, host } = await open(
    '@proceedings{a, title = {Roots}, year = 2020}\n@proceedings{b, title = {Leaves}}\n',
  );
  await editor.request('textDocument/foldingRange', { textDocument: { uri: URI } });
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ['"b" has no year.'],
  );
});

test('doubles and gaps are told, but for what is silenced', async () => {
  const { editor, host } = await open(FAULTY);
  await editor.request('textDocument/foldingRange', { textDocument: { uri: URI } });
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  assert.deepEqual(
    diagnostics.map(({ code, range }) => [code, range.start.line]),
    [
      ['duplicate-work', 2],
      ['duplicate-key', 4],
      ['incomplete-entry', 9],
    ],
  );
  const range = diagnostics[1]?.range;
  const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: URI },
    range,
    context: { diagnostics },
  });
  assert.equal(actions[0]?.title, 'Remove this entry of "one"');
  const [change] = (actions[0].edit?.documentChanges ?? []) as TextDocumentEdit[];
  const removed = change?.edits[0]?.range;
  assert.deepEqual([removed?.start.line, removed?.end.line], [4, 6]);
});

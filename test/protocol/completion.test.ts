// Completion as an editor gets it: what the document holds once an item is taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
  type InsertReplaceEdit,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { LineIndex } from '../../server/src/core/text/lineIndex';
import { readFixture } from '../support/fixture';
import { positionAt, startInBand, VS_CODE, type InBandOptions } from '../support/inBandServer';

interface Where extends InBandOptions {
  readonly uri?: string;
  readonly languageId?: string;
}

/** Serves all tests that ask for nothing special: each opens its own text. */
const usual = startInBand();

/** Opens the drawing and asks for completion at its cursor. */
async function completeAt(drawing: string, where: Where = {}) {
  const { text, cursor } = readFixture(drawing);
  const { uri = 'file:///notes/a.md', languageId, ...options } = where;
  const { editor } = await (Object.keys(options).length > 0 ? startInBand(options) : usual);
  await editor.open(uri, text, languageId);
  const list: CompletionList = await editor.complete(uri, positionAt(text, cursor ?? 0));
  return { editor, text, list };
}

function take(list: CompletionList, label: string): CompletionItem {
  const labels = list.items.map((item) => item.label);
  const item = list.items[labels.indexOf(label)];
  assert.ok(item, `"${label}" is among: ${labels.join(', ')}`);
  return item;
}

function applied(text: string, range: Range, newText: string): string {
  const lines = new LineIndex(text);
  return (
    text.slice(0, lines.offsetAt(range.start)) + newText + text.slice(lines.offsetAt(range.end))
  );
}

/** Taking `label` at the cursor gives `inserted`, or `replaced` where the person overwrites. */
async function check(
  drawing: string,
  label: string,
  inserted: string,
  replaced = inserted,
  where?: Where,
): Promise<void> {
  const { text, list } = await completeAt(drawing, where);
  const edit = take(list, label).textEdit as InsertReplaceEdit;
  assert.equal(applied(text, edit.insert, edit.newText), inserted);
  assert.equal(applied(text, edit.replace, edit.newText), replaced);
}

const KEY = 'mishkin2015all';

test('a key after @', () => check('As @mishk<|> shows.', KEY, `As @${KEY} shows.`));
test('a key in brackets', () => check('As [@mishk<|>] shows.', KEY, `As [@${KEY}] shows.`));
test('an open bracket is closed', () => check('As [@mishk<|>', KEY, `As [@${KEY}]`));
test('an open brace is closed', () => check('As @{mishk<|>', KEY, `As @{${KEY}}`));
test('a closed brace is not closed again', () =>
  check('As @{mishk<|>} shows.', KEY, `As @{${KEY}} shows.`));
test('a key without its author', () => check('As [-@mishk<|>]', KEY, `As [-@${KEY}]`));
test('the second key of a cluster', () =>
  check('As [@wei2022emergent; @mishk<|>]', KEY, `As [@wei2022emergent; @${KEY}]`));
test('the second key, before its @ is written', () =>
  check(`As [@${KEY};<|>]`, 'chen2025black', `As [@${KEY}; @chen2025black]`));
test('several words in brackets', () =>
  check('As [@good init<|>] shows.', KEY, `As [@${KEY}] shows.`));
test('inside a key: insert keeps the rest, replace does not', () =>
  check(
    'As [@mishk<|>in2014all] shows.',
    KEY,
    `As [@${KEY}in2014all] shows.`,
    `As [@${KEY}] shows.`,
  ));
test('behind an emoji', () => check('🎉 [@mishk<|>]', KEY, `🎉 [@${KEY}]`));
test('on a later line with Windows line ends', () =>
  check('One\r\n\r\nAs @mishk<|>', KEY, `One\r\n\r\nAs @${KEY}`));

const NOWHERE: readonly [what: string, drawing: string, where?: Where][] = [
  ['an e-mail address', 'Write to me@mishk<|>'],
  ['inline code', 'Call `@mishk<|>`'],
  ['fenced code of another language', '```js\n@mishk<|>\n```'],
  ['prose', 'We use mishkin<|>'],
  ['a decorator in Python', '@mishk<|>', { uri: 'file:///a.py', languageId: 'python' }],
  [
    'a comment that is a sentence',
    '# we use LSUV because it works, see lsuv<|>',
    { uri: 'file:///a.py', languageId: 'python' },
  ],
];

for (const [what, drawing, where] of NOWHERE) {
  test(`nothing in ${what}`, async () => {
    const { list } = await completeAt(drawing, where);
    assert.deepEqual(list.items, []);
  });
}

test('at most fifty items, ranked by the server, and never a finished list', async () => {
  const { list } = await completeAt('As @<|>');
  assert.equal(list.items.length, 50);
  assert.equal(list.isIncomplete, true);
  const order = list.items.map((item) => item.sortText ?? '');
  assert.deepEqual(order, [...order].sort());
  assert.equal(new Set(order).size, 50);
});

test('nothing found yet is not a finished list either: another letter may find more', async () => {
  const { list } = await completeAt('As @gimn<|>');
  assert.deepEqual(list, { isIncomplete: true, items: [] });
});

test('the editor filters by what was typed, so that it keeps what the server found', async () => {
  const { list } = await completeAt('As [@good init<|>]');
  assert.equal(take(list, KEY).filterText, '@good init');
});

test('an item shows who, when and what; its card comes with resolve', async () => {
  const { editor, list } = await completeAt('As @mishk<|>');
  const item = take(list, KEY);
  assert.equal(item.kind, CompletionItemKind.Reference);
  assert.equal(
    item.labelDetails?.description,
    'Mishkin & Matas 2015 · All you need is a good init',
  );
  assert.equal(item.detail, undefined);
  assert.equal(item.documentation, undefined);
  const { documentation, ...rest } = await editor.resolve(item);
  assert.deepEqual(rest, item);
  assert.match(JSON.stringify(documentation), /"kind":"markdown".*layer by layer/);
});

test('an editor that shows nothing beside the label gets it as a detail', async () => {
  const { list } = await completeAt('As @mishk<|>', { capabilities: {} });
  const { detail, labelDetails } = take(list, KEY);
  assert.equal(detail, 'Mishkin & Matas 2015 · All you need is a good init');
  assert.equal(labelDetails, undefined);
});

test('an editor without insert and replace gets one edit', async () => {
  const { text, list } = await completeAt('As [@mishk<|>in2014all] shows.', { capabilities: {} });
  const edit = take(list, KEY).textEdit as TextEdit;
  assert.equal(applied(text, edit.range, edit.newText), `As [@${KEY}in2014all] shows.`);
});

const PYTHON: Where = { uri: 'file:///src/model.py', languageId: 'python' };

const SNIPPET_PLACES: readonly [what: string, drawing: string, where?: Where][] = [
  ['Python', 'import math\nlsuv<|>', PYTHON],
  ['an indented line of Python', 'def f():\n    lsuv<|>', PYTHON],
  ['a comment of Python', '# lsuv<|>', PYTHON],
  ['an untitled Python file', 'lsuv<|>', { uri: 'untitled:Untitled-1', languageId: 'python' }],
  ['a notebook cell', 'lsuv<|>', { uri: 'vscode-notebook-cell:/a.ipynb#W1', languageId: 'python' }],
  ['fenced Python of a note', 'Then:\n\n```python\nlsuv<|>\n```\n'],
  ['a Quarto cell', '```{python}\nlsuv<|>\n```\n', { uri: 'file:///a.qmd', languageId: 'quarto' }],
  ['a fence that is not closed yet', '```python\nlsuv<|>'],
];

for (const [what, drawing, where] of SNIPPET_PLACES) {
  test(`a method's code in ${what}`, async () => {
    const { text, list } = await completeAt(drawing, where);
    const item = take(list, 'LSUV');
    const edit = item.textEdit as InsertReplaceEdit;
    const result = applied(text, edit.insert, edit.newText);
    assert.equal(item.kind, CompletionItemKind.Snippet);
    assert.equal(item.insertTextFormat, InsertTextFormat.Snippet);
    const before = text.slice(0, text.search(/(?:# )?lsuv/));
    assert.ok(result.startsWith(`${before}# LSUV: Mishkin & Matas (2015), [@mishkin2015all]`));
    assert.match(result, /\ndef lsuv_\(/);
    assert.match(result, /\nlsuv_\(\$\{1:model\}, \$\{2:batch\}\)\n/);
  });
}

test('imports that the file has are not repeated; the others go below them', async () => {
  const { list } = await completeAt('import math\nimport torch\n\nlsuv<|>', PYTHON);
  const item = take(list, 'LSUV');
  assert.doesNotMatch((item.textEdit as InsertReplaceEdit).newText, /^import /m);
  const [added, ...others] = item.additionalTextEdits ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual(added?.range.start, { line: 1, character: 12 });
  assert.match(added.newText, /^import warnings$/m);
  assert.doesNotMatch(added.newText, /^import (?:math|torch)$/m);
});

test("a method's card comes with resolve", async () => {
  const { editor, list } = await completeAt('lsuv<|>', PYTHON);
  const { documentation } = await editor.resolve(take(list, 'LSUV'));
  assert.match(JSON.stringify(documentation), /Fidelity:.*as in the official code/);
});

test('an editor without snippets gets the code without tab stops', async () => {
  const capabilities = { ...VS_CODE, textDocument: { completion: { completionItem: {} } } };
  const { text, list } = await completeAt('lsuv<|>', { ...PYTHON, capabilities });
  const item = take(list, 'LSUV');
  const edit = item.textEdit as TextEdit;
  assert.equal(item.insertTextFormat, InsertTextFormat.PlainText);
  assert.match(applied(text, edit.range, edit.newText), /\nlsuv_\(model, batch\)\n$/);
});

const SETTINGS: readonly [settings: unknown, drawing: string, where: Where, offers: boolean][] = [
  [{ completion: { citations: false } }, 'As @mishk<|>', {}, false],
  [{ completion: { citations: false } }, 'lsuv<|>', PYTHON, true],
  [{ completion: { snippets: false } }, 'lsuv<|>', PYTHON, false],
  [{ completion: { snippets: false } }, 'As @mishk<|>', {}, true],
];

for (const [settings, drawing, where, offers] of SETTINGS) {
  test(`${JSON.stringify(settings)} and "${drawing}"`, async () => {
    const { list } = await completeAt(drawing, { ...where, settings });
    assert.equal(list.items.length > 0, offers);
  });
}

// Open documents in step with the editor: what the server sees after each kind of message.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol/node';
import { draw, readFixture, type Mark } from '../support/fixture';
import { positionAt, startInBand, type Editor } from '../support/inBandServer';

const usual = startInBand();

/** The papers that the server sees in a document, letter by letter, as marks. */
async function papersIn(editor: Editor, uri: string, text: string): Promise<Mark[]> {
  const marks: Mark[] = [];
  for (let at = 0; at < text.length; at++) {
    const params = { uri, position: positionAt(text, at) };
    const key = await editor.request<string | null>('paperlens/paperAt', params);
    const last = marks[marks.length - 1];
    if (key === null) continue;
    if (last?.end === at && last.message === key)
      marks[marks.length - 1] = { ...last, end: at + 1 };
    else marks.push({ start: at, end: at + 1, message: key });
  }
  return marks;
}

type Message = readonly TextDocumentContentChangeEvent[];

/** Replaces what stands between two places, each given as line and column. */
function edit(from: [number, number], to: [number, number], text: string) {
  const place = ([line, character]: [number, number]) => ({ line, character });
  return { range: { start: place(from), end: place(to) }, text };
}

/** Opened with `before` and sent `messages`, the server sees what is drawn. */
async function check(
  before: string,
  messages: readonly Message[],
  after: string,
  uri = 'file:///notes/a.md',
  languageId = 'markdown',
): Promise<void> {
  const { editor } = await usual;
  const { text, marks } = readFixture(after);
  await editor.open(uri, before, languageId);
  for (const changes of messages) await editor.change(uri, ...changes);
  assert.equal(draw(text, await papersIn(editor, uri, text)), draw(text, marks));
  await editor.close(uri);
}

test('a letter is typed into a name', () =>
  check(
    'Use LSV.',
    [[edit([0, 6], [0, 6], 'U')]],
    `
      Use LSUV.
          ^^^^ mishkin2015all
    `,
  ));

test('a letter is typed behind a name', () =>
  check('Use LSUV.', [[edit([0, 8], [0, 8], 'x')]], 'Use LSUVx.'));

test('several edits in one message, each in the text that the one before left', () =>
  check(
    'Use it.\nThen that.\n',
    [
      [
        edit([1, 5], [1, 9], 'LSUV'),
        edit([0, 0], [0, 0], '# Notes\n\n'),
        edit([3, 0], [3, 4], 'And'),
      ],
    ],
    `
      # Notes

      Use it.
      And LSUV.
          ^^^^ mishkin2015all

    `,
  ));

test('several messages', () =>
  check(
    'a\nb',
    [[edit([0, 0], [0, 1], 'LSUV')], [edit([1, 0], [1, 1], '\n[@wei2022emergent]')]],
    `
      LSUV
      ^^^^ mishkin2015all

      [@wei2022emergent]
       ^^^^^^^^^^^^^^^^ wei2022emergent
    `,
  ));

test('the whole text is replaced, and then edited', () =>
  check(
    '```\nLSUV\n```\n',
    [[{ text: 'Use L.' }, edit([0, 5], [0, 5], 'SUV')]],
    `
      Use LSUV.
          ^^^^ mishkin2015all
    `,
  ));

test('an edit with a range that ends before it begins', () =>
  check(
    'Use XYZ.',
    [[edit([0, 7], [0, 4], 'LSUV')]],
    `
      Use LSUV.
          ^^^^ mishkin2015all
    `,
  ));

test('edits behind emoji and Windows line ends count in UTF-16', () =>
  check(
    '🎉🎉\r\n🎉 Use XYZ.\r\n',
    [[edit([1, 7], [1, 10], 'LSUV')]],
    ['🎉🎉\r', '🎉 Use LSUV.\r', '       ^^^^ mishkin2015all', ''].join('\n'),
  ));

test('a fence that is opened silences what follows, and one that is removed frees it', async () => {
  await check('LSUV\n', [[edit([0, 0], [0, 0], '```\n')]], '```\nLSUV\n');
  await check(
    '```\nLSUV\n',
    [[edit([0, 0], [1, 0], '')]],
    `
      LSUV
      ^^^^ mishkin2015all

    `,
  );
});

const READ: readonly [uri: string, languageId: string][] = [
  ['untitled:Untitled-1', 'markdown'],
  ['vscode-vfs://github/someone/notes/a.md', 'markdown'],
  ['file:///notes/a.qmd', 'plaintext'],
];

for (const [uri, languageId] of READ) {
  test(`edits of ${uri}, opened as ${languageId}`, () =>
    check(
      'Use XYZ.',
      [[edit([0, 4], [0, 7], 'LSUV')]],
      `
        Use LSUV.
            ^^^^ mishkin2015all
      `,
      uri,
      languageId,
    ));
}

test('a closed document is forgotten, and opened again it is new', async () => {
  const { editor } = await usual;
  const uri = 'file:///notes/b.md';
  await editor.open(uri, 'LSUV');
  await editor.close(uri);
  assert.deepEqual(await papersIn(editor, uri, 'LSUV'), []);
  await editor.open(uri, '[@wei2022emergent]');
  const found = await papersIn(editor, uri, '[@wei2022emergent]');
  assert.deepEqual(found, [{ start: 1, end: 17, message: 'wei2022emergent' }]);
});

test('an edit of a document that is not open is ignored', async () => {
  const { editor } = await usual;
  const uri = 'file:///notes/c.md';
  await editor.change(uri, { text: 'LSUV' });
  assert.deepEqual(await papersIn(editor, uri, 'LSUV'), []);
  assert.deepEqual(editor.errors, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, readFixture, readFixtures } from '../../support/fixture';

/** What a drawing says, with the marked pieces of text instead of offsets. */
function check(drawing: string, expected: readonly object[]): void {
  const read = readFixtures(drawing).map(({ path, text, cursor, marks }) => ({
    path,
    text,
    ...(cursor === undefined ? {} : { cursor: `${text.slice(0, cursor)}|${text.slice(cursor)}` }),
    ...(marks.length === 0
      ? {}
      : { marks: marks.map(({ start, end, message }) => [text.slice(start, end), message]) }),
  }));
  assert.deepEqual(read, expected);
}

test('a string without header is one file', () => {
  check('plain', [{ path: 'note.md', text: 'plain' }]);
  check('', [{ path: 'note.md', text: '' }]);
});

test('headers begin files', () => {
  check('=== a.md ===\none\n\n=== b/c.bib ===\n@misc{x}\n', [
    { path: 'a.md', text: 'one\n' },
    { path: 'b/c.bib', text: '@misc{x}\n' },
  ]);
});

test('a framed drawing loses its frame, and only that', () => {
  check(
    `
      - list
          inside

      end
    `,
    [{ path: 'note.md', text: '- list\n    inside\n\nend' }],
  );
});

test('the cursor', () => {
  check('see [@mi<|>sh]', [{ path: 'note.md', text: 'see [@mish]', cursor: 'see [@mi|sh]' }]);
  check('a\n<|>\nb', [{ path: 'note.md', text: 'a\n\nb', cursor: 'a\n|\nb' }]);
  assert.throws(() => readFixture('<|>a<|>'), /Two cursors/);
});

test('marks, with and without a message, several to a line and several lines', () => {
  check(
    `
      LSUV and ZerO
      ^^^^     ^^^^
      then EVA
           ^^^ paischer2024one
      ^^^^
    `,
    [
      {
        path: 'note.md',
        text: 'LSUV and ZerO\nthen EVA',
        marks: [
          ['LSUV', ''],
          ['ZerO', ''],
          ['EVA', 'paischer2024one'],
          ['then', ''],
        ],
      },
    ],
  );
  assert.throws(() => readFixture('^^ nothing above'), /Nothing stands above/);
});

test('marks stand under what is drawn, the cursor included', () => {
  check(
    `
      LSUV, <|>EVA
      ^^^^
               ^^^ behind the cursor
      ^^^^^^^^^^^^ around it
    `,
    [
      {
        path: 'note.md',
        text: 'LSUV, EVA',
        cursor: 'LSUV, |EVA',
        marks: [
          ['LSUV', ''],
          ['EVA', 'behind the cursor'],
          ['LSUV, EVA', 'around it'],
        ],
      },
    ],
  );
});

test('a mark over line breaks is drawn in parts', () => {
  check(
    `
      the layer-sequential
          ^^^^^^^^^^^^^^^^ ...
      unit
      ^^^^ ...
      variance start
      ^^^^^^^^ mishkin2015all
    `,
    [
      {
        path: 'note.md',
        text: 'the layer-sequential\nunit\nvariance start',
        marks: [['layer-sequential\nunit\nvariance', 'mishkin2015all']],
      },
    ],
  );
});

test('drawing is the inverse of reading', () => {
  const drawing = 'the EVA start\n    ^^^ one\n        ^^^^^ ...\nof two\n^^ lines';
  const { text, marks } = readFixture(drawing);
  assert.equal(text, 'the EVA start\nof two');
  assert.equal(draw(text, marks), drawing);
});

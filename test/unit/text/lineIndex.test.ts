import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../../server/src/core/text/lineIndex';

/** The positions of every offset of `text`, from -1 to one behind its end, as `line:character`. */
function check(text: string, expected: string): void {
  const lines = new LineIndex(text);
  const positions = Array.from({ length: text.length + 3 }, (_, i) => lines.positionAt(i - 1));
  assert.equal(positions.map((at) => `${at.line}:${at.character}`).join(' '), expected);
}

test('positions of every offset', () => {
  check('', '0:0 0:0 0:0');
  check('ab', '0:0 0:0 0:1 0:2 0:2');
  check('a\nb', '0:0 0:0 0:1 1:0 1:1 1:1');
  check('a\n', '0:0 0:0 0:1 1:0 1:0');
});

test('CRLF is one line end, a lone CR is one too', () => {
  check('a\r\nb', '0:0 0:0 0:1 0:2 1:0 1:1 1:1');
  check('a\rb', '0:0 0:0 0:1 1:0 1:1 1:1');
  check('\r\r\n\n', '0:0 0:0 1:0 1:1 2:0 3:0 3:0');
});

test('columns are UTF-16 units: an emoji takes two', () => {
  check('😀b', '0:0 0:0 0:1 0:2 0:3 0:3');
});

test('offsets of positions, clamped to the line and the text', () => {
  const lines = new LineIndex('one\r\ntwo\n\nlast');
  const table: readonly [line: number, character: number, offset: number][] = [
    [0, 0, 0],
    [0, 3, 3],
    [0, 9, 3], // LSP 3.17, "Position": past a line's end is the line's end
    [1, 0, 5],
    [1, 4, 8],
    [2, 0, 9],
    [2, 1, 9],
    [3, 4, 14],
    [3, 99, 14],
    [4, 0, 14],
    [99, 99, 14],
    [0, -1, 0],
    [-1, 2, 0],
  ];
  for (const [line, character, offset] of table) {
    assert.equal(lines.offsetAt({ line, character }), offset, `${line}:${character}`);
  }
});

const texts = fc
  .array(fc.constantFrom('a', 'é', '😀', ' ', '\n', '\r', '\r\n', '\u2028', 'bc'))
  .map((pieces) => pieces.join(''));

test('agrees with a split into lines', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
      if (lines.length === 0 || /[\r\n]$/.test(text)) lines.push('');
      const index = new LineIndex(text);
      let offset = 0;
      lines.forEach((whole, line) => {
        for (let character = 0; character < whole.length; character++) {
          assert.deepEqual(index.positionAt(offset + character), { line, character });
        }
        const bare = whole.replace(/[\r\n]+$/, '');
        for (let character = 0; character <= bare.length; character++) {
          assert.equal(index.offsetAt({ line, character }), offset + character);
        }
        assert.equal(index.offsetAt({ line, character: whole.length + 7 }), offset + bare.length);
        offset += whole.length;
      });
    }),
  );
});

test('edited, it is the index of the new text', () => {
  const edit = fc.record({ from: fc.nat(), length: fc.nat(4), text: texts });
  fc.assert(
    fc.property(texts, fc.array(edit, { maxLength: 6 }), (drawn, edits) => {
      let [text, lines] = [drawn, new LineIndex(drawn)];
      for (const { from: at, length, text: added } of edits) {
        const from = at % (text.length + 1);
        const to = Math.min(text.length, from + length);
        text = text.slice(0, from) + added + text.slice(to);
        lines = lines.edited(text, from, to, added.length);
        const fresh = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++)
          assert.deepEqual(lines.positionAt(offset), fresh.positionAt(offset));
        const past = { line: fresh.positionAt(text.length).line + 1, character: 0 };
        assert.equal(lines.offsetAt(past), text.length);
      }
    }),
    { numRuns: 1_000 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tree } from '@lezer/common';
import fc from 'fast-check';
import type { ParsedDocument } from '../../../server/src/core/syntax/document';
import { parseMarkdown, type TextChange } from '../../../server/src/core/syntax/markdown';
import { LineIndex } from '../../../server/src/core/text/lineIndex';
import { OpenNote } from '../../../server/src/workspace/openNote';
import { note, PIECES, text } from './drawnNotes';

/** Where to edit, as a share of the text, how much to delete, and what to write there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(5), fc.nat(200)),
  text: fc.oneof(fc.constantFrom('', ...PIECES), text),
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function rangeOf({ at, length }: Edit, current: string): { from: number; to: number } {
  // Half of all edits are near the front, where the front matter is.
  const from = Math.round((at < 0.5 ? at / 10 : at * 2 - 1) * current.length);
  return { from, to: Math.min(current.length, from + length) };
}

function assertSame(incremental: ParsedDocument, fresh: ParsedDocument): void {
  assert.deepEqual(incremental.blocks, fresh.blocks);
  assert.deepEqual(incremental.skipped, fresh.skipped);
}

function subtreesOf(tree: Tree): Tree[] {
  return [
    tree,
    ...tree.children.flatMap((child) => (child instanceof Tree ? subtreesOf(child) : [])),
  ];
}

test('an edited note reads as a new one', () => {
  fc.assert(
    fc.property(
      note,
      fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 8 }),
      (first, steps) => {
        let parsed = parseMarkdown(first);
        for (const edits of steps) {
          let current = parsed.text;
          const changes = edits.map((one): TextChange => {
            const { from, to } = rangeOf(one, current);
            current = current.slice(0, from) + one.text + current.slice(to);
            return { fromA: from, toA: to, fromB: from, toB: from + one.text.length };
          });
          parsed = parseMarkdown(current, parsed, changes);
          assertSame(parsed, parseMarkdown(current));
        }
      },
    ),
    {
      numRuns: 500,
      examples: [
        // Front matter that ends earlier than before.
        ['---\nx: y\n---\n---\nx: y\n---\n@{two.}\n', [[{ at: 0, length: 0, text: '---\n' }]]],
        // Two edits in one version, the second one changes nothing.
        [
          `${'word'.repeat(40)}\n\nword\n\nTitle\n---\n\nword\n\nword\n\nword\n`,
          [
            [
              { at: 0.98469, length: 0, text: 'word' },
              { at: 0, length: 0, text: '' },
            ],
          ],
        ],
        // Indentation deleted at a line's start.
        ['    </div>\n***\n', [[{ at: 0, length: 1, text: '' }]]],
      ],
    },
  );
});

test('an open note reads as a new one, whenever it is asked for', () => {
  const step = fc.record({ edits: fc.array(edit, { maxLength: 3 }), isRead: fc.boolean() });
  const identity = { uri: 'file:///note.md', version: 1, path: undefined, kind: 'note' } as const;
  fc.assert(
    fc.property(note, fc.array(step, { maxLength: 8 }), fc.boolean(), (first, steps, isWhole) => {
      let open = new OpenNote(identity, first);
      let expected = first;
      for (const [i, { edits, isRead }] of steps.entries()) {
        const sent = edits.map((one, n) => {
          const { from, to } = rangeOf(one, expected);
          const lines = new LineIndex(expected);
          const range = { start: lines.positionAt(from), end: lines.positionAt(to) };
          // A line end is never cut in two: there is no position inside it.
          const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
          const whole = isWhole && n === 1;
          expected = whole ? one.text : expected.slice(0, start) + one.text + expected.slice(end);
          return whole ? { text: one.text } : { range, text: one.text };
        });
        open = open.edited(i + 2, sent);
        assert.equal(open.text, expected);
        if (!isRead) continue;
        assert.ok(open.note);
        assertSame(open.note, parseMarkdown(expected));
      }
    }),
    { numRuns: 400 },
  );
});

test('blocks that were not touched keep their facts by identity', () => {
  const first = parseMarkdown('# One\n\nTwo [@two]\n\n- three\n- more\n\nTwo [@two]\n');
  const at = first.text.indexOf('more');
  const change = { fromA: at, toA: at + 4, fromB: at, toB: at + 5 };
  const second = parseMarkdown(first.text.replace('more', 'other'), first, [change]);
  const isShared = second.blocks.map((block, i) => block.facts === first.blocks[i]?.facts);
  assert.deepEqual(isShared, [true, true, false, true]);
});

test('the parser works on what changed, not on all of a long note', () => {
  const paragraph = 'Words and [@keys] of a paragraph that is some lines long.\n\n';
  const first = parseMarkdown(paragraph.repeat(1_000));
  const at = first.text.length / 2;
  const text = `${first.text.slice(0, at)}x${first.text.slice(at)}`;
  const second = parseMarkdown(text, first, [{ fromA: at, toA: at, fromB: at, toB: at + 1 }]);
  const known = new Set(subtreesOf(first.tree));
  const fresh = subtreesOf(second.tree).filter((tree) => !known.has(tree));
  assert.ok(fresh.length < known.size / 3, `${fresh.length} of ${known.size} subtrees are new.`);
});

test('an edit in the front matter keeps the facts of all blocks', () => {
  const first = parseMarkdown('---\ntitle: x\n---\n\nOne.\n\nTwo.\n');
  const change = { fromA: 11, toA: 12, fromB: 11, toB: 15 };
  const second = parseMarkdown('---\ntitle: long\n---\n\nOne.\n\nTwo.\n', first, [change]);
  assert.deepEqual(
    second.blocks.map(({ start, facts }) => [start, facts === first.blocks[0]?.facts]),
    [
      [first.blocks[0] ? first.blocks[0].start + 3 : 0, true],
      [first.blocks[1] ? first.blocks[1].start + 3 : 0, false],
    ],
  );
  assert.equal(second.blocks[1]?.facts, first.blocks[1]?.facts);
});

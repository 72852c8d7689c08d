import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { citedBlocks, citedIn } from '../../../server/src/core/syntax/citedBlocks';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { note } from './drawnNotes';

test('read for its citations alone, a note has the same ones as read as a whole', () => {
  fc.assert(
    fc.property(note, (text) => {
      assert.deepEqual(citedBlocks(text), citedIn(parseMarkdown(text)));
    }),
    { numRuns: 1_000 },
  );
});

test('a citation is found behind paragraphs that have none, and places are those of its block', () => {
  const [block, ...others] = citedBlocks('None `here`.\n\n> Nor here.\n\nBut [see @one, p. 3].');
  assert.equal(others.length, 0);
  assert.equal(block?.start, 27);
  assert.deepEqual(
    block.citations.map(({ key, start }) => ({ key, start })),
    [{ key: 'one', start: 9 }],
  );
});

test('what stands around a citation decides about it, as in the whole note', () => {
  for (const text of ['`@one`', '<!-- @one -->', '# Title {#a ref=@one}', 'a@one.org', '$@one$'])
    assert.deepEqual(citedBlocks(text), [], text);
});

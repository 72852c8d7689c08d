// The corner cases of the grammar, each against pandoc: zero differences.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { BLOCKS } from './cases/blocks';
import { CLUSTERS } from './cases/clusters';
import { KEYS } from './cases/keys';
import { QUIET_INLINES } from './cases/quietInlines';
import { compare } from './found';
import { Pandoc, runPandoc } from '../pandoc';

const GROUPS = Object.entries({ ...KEYS, ...CLUSTERS, ...QUIET_INLINES, ...BLOCKS });
const pandoc = new Pandoc();
after(() => pandoc.close());

for (const [name, notes] of GROUPS) {
  test(`${name}: ${notes.length} notes`, async () => {
    for (const note of notes) {
      const { pandoc: theirs, ours } = await compare(pandoc, note);
      assert.equal(ours, theirs, JSON.stringify(note));
    }
  });
}

test('the served pandoc reads as the program does', async () => {
  const notes = GROUPS.flatMap(([name, all]) =>
    name.startsWith('line ends') ? all : all.slice(0, 1),
  );
  for (const note of notes) {
    assert.deepEqual(await pandoc.read(note), runPandoc(note), JSON.stringify(note));
  }
});

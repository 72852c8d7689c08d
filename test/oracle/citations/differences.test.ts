// Each explained difference still exists, so that the list tells the truth.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { EXPLAINED } from './differences';
import { compare } from './found';
import { Pandoc } from '../pandoc';

const pandoc = new Pandoc();
after(() => pandoc.close());

for (const { reason, differences } of EXPLAINED) {
  test(reason, async () => {
    for (const { note, reader, ...expected } of differences) {
      assert.notEqual(expected.pandoc, expected.ours, JSON.stringify(note));
      assert.deepEqual(await compare(pandoc, note, reader), expected, JSON.stringify(note));
    }
  });
}

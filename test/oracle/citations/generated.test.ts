// Generated notes against pandoc: zero differences. What differs is shrunk to its smallest form.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { compare } from './found';
import { keyInText } from './notes/keys';
import { paragraph } from './notes/inlines';
import { note } from './notes/note';
import { Pandoc } from '../pandoc';

const DEFAULT_SEED = 20_170_801;
const seed = Number(process.env.ORACLE_SEED ?? DEFAULT_SEED);
console.log(`ORACLE_SEED=${seed}`);

const pandoc = new Pandoc();
after(() => pandoc.close());

function check(name: string, notes: fc.Arbitrary<string>, numRuns: number): void {
  test(`${numRuns} ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(notes, async (text) => {
        const { pandoc: theirs, ours } = await compare(pandoc, text);
        assert.equal(ours, theirs);
      }),
      { seed, numRuns },
    );
  });
}

check('keys of any signs', keyInText, 4_000);
check('paragraphs', paragraph, 4_000);
check('notes of several blocks', note, 800);

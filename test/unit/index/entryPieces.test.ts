import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findNear } from '../../../server/src/core/index/entries/nearWords';
import type { SortedWords } from '../../../server/src/core/index/entries/sortedWords';
import { EntryReader } from '../../../server/src/core/index/entries/words';
import { WordTable } from '../../../server/src/core/index/entries/wordTable';
import { buildEntryIndex } from '../../../server/src/core/index/entryIndex';
import { buildEntryNames } from '../../../server/src/core/index/entryNames';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { foldedWords } from '../../../server/src/core/text/words';
import { entry, finish } from './entryFixtures';
import { editsBetween } from './entryOracle';

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'ab', 'é', '字'),
  maxLength: 9,
});

function sorted(words: readonly string[]): SortedWords {
  const table = new WordTable();
  for (const one of words) table.numberOf(one);
  return table.inOrder(finish(table.sorted()));
}

/** By their numbers. */
function wordsIn(table: WordTable): string[] {
  const numbered = table.inOrder(Uint32Array.from({ length: table.size }, (_, i) => i));
  return listed(numbered);
}

function listed(words: SortedWords): string[] {
  return Array.from({ length: words.size }, (_, i) => words.at(i));
}

test('distinct words are sorted by unit, however much their beginnings have in common', () => {
  const unit = fc.constantFrom('a', 'b', '0', 'é', '字', '\ud83d\ude00', '\uffff');
  const shared = fc.tuple(
    fc.constantFrom('', 'a'.repeat(60), 'conf/nips/'),
    fc.string({ unit, maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(shared, { maxLength: 300 }), (drawn) => {
      const words = drawn.map((parts) => parts.join(''));
      assert.deepEqual(listed(sorted(words)), [...new Set(words)].sort());
    }),
  );
});

test('many words are sorted in steps', () => {
  const words = Array.from({ length: 150_000 }, (_, i) => `w${(i * 7_919) % 150_001}`);
  const table = new WordTable();
  for (const one of words) table.numberOf(one);
  const steps = table.sorted();
  let [count, step] = [0, steps.next()];
  for (; !step.done; step = steps.next()) count++;
  assert(count > 10, `${count} steps`);
  assert.deepEqual(listed(table.inOrder(step.value)), words.sort());
});

test('a range holds just the words that begin so', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 100 }), word, (words, beginning) => {
      const all = sorted(words);
      const [from, to] = all.range(beginning);
      const found = Array.from({ length: to - from }, (_, i) => all.at(from + i));
      const distinct = [...new Set(words)];
      assert.deepEqual(found, distinct.filter((one) => one.startsWith(beginning)).sort());
    }),
  );
});

test('near words are reported with their edits, as wholes and by their beginnings', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(fc.array(few, { maxLength: 60 }), few, fc.integer({ min: 1, max: 2 }), (words, typed, most) => {
      const all = sorted(words);
      const [wholes, beginnings] = [new Map<number, number>(), new Map<number, number>()];
      findNear(all, typed, most, (from, to, edits, isWhole) => {
        const known = isWhole ? wholes : beginnings;
        for (let i = from; i < to; i++) known.set(i, Math.min(edits, known.get(i) ?? Infinity));
      });
      for (let i = 0; i < all.size; i++) {
        const own = all.at(i);
        const whole = editsBetween(typed, own);
        assert.equal(wholes.get(i), whole <= most ? whole : undefined, own);
        const least = Math.min(
          ...Array.from({ length: own.length }, (_, n) => editsBetween(typed, own.slice(0, n))),
        );
        // What is near as a whole may also be told by a beginning, but need not.
        if (least <= most && !(whole <= least)) assert.equal(beginnings.get(i), least, own);
      }
    }),
    { numRuns: 300 },
  ); // prettier-ignore
});

test('words are numbered at first sight, whatever their number', () => {
  const words = Array.from({ length: 20_000 }, (_, i) => `w${(i * 7919) % 9_000}`);
  const table = new WordTable();
  const numbers = words.map((one) => table.numberOf(one));
  const distinct = [...new Set(words)];
  assert.deepEqual(wordsIn(table), distinct);
  assert.deepEqual(
    numbers.map((number) => distinct[number]),
    words,
  );
  table.scan('Size', (number) => {
    assert.equal(number, table.numberOf('sise'));
  });
  assert.equal(table.joined(0, table.numberOf('é')), table.numberOf('w0é'));
});

test('plain texts are cut into the same words as all others', () => {
  const plain = fc.string({
    unit: fc.constantFrom('a', 'Bc', '9', ' ', '-', ', ', ': ', '/'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(plain, (title) => {
      const wordsOf = (text: string) => {
        const found: [word: number, place: number][] = [];
        const table = new WordTable();
        const reader = new EntryReader(table, (word, place) => found.push([word, place]));
        const count = reader.read(entry({ key: '', title: text }));
        const words = wordsIn(table);
        return { found: found.map(([word, place]) => `${words[word]} ${place}`).sort(), count };
      };
      assert.equal(wordsOf(title).count, foldedWords(title).length);
      // An accent at the end takes the other way, and is no more than a word there.
      const other = wordsOf(`${title} é`);
      const plainly = wordsOf(`${title} e`);
      assert.deepEqual(plainly, other);
    }),
  );
});

/** So big that anything but linear work would never end. */
const HOSTILE: Readonly<Record<string, string>> = {
  'one word': 'a'.repeat(200_000),
  'many words': 'ab '.repeat(50_000),
  'joined words': 'ab-'.repeat(50_000),
  'one run without spaces': '学'.repeat(100_000),
  'accents alone': '\u0301 '.repeat(50_000),
  years: '2015 '.repeat(50_000),
  'wide gaps': `Ab${' '.repeat(100_000)};${'2015 '.repeat(20)}`.repeat(3),
};

for (const [what, text] of Object.entries(HOSTILE)) {
  test(`an entry and a query of any size end: ${what}`, () => {
    const entries = [
      entry({ key: text, title: text, authors: [text], year: 99_999 }),
      entry({ key: 'b', title: 'b', authors: ['Ab'], year: 2015 }),
    ];
    const index = finish(buildEntryIndex(entries));
    assert.ok(index.search(text, 5).length <= 2);
    assert.deepEqual(index.nearestKeys(text, 5), []);
    const names = finish(buildEntryNames(entries));
    const [block] = parseMarkdown('Prose.').blocks;
    assert.ok(block);
    const facts = { ...block.facts, text, prose: [{ start: 0, end: text.length }] };
    assert.ok(names.namesIn(facts).length <= 50_000);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildEntryIndex, type EntryIndex } from '../../../server/src/core/index/entryIndex';
import type { Entry } from '../../../server/src/core/library/entry';
import { entry, finish, follow } from './entryFixtures';
import { oracle } from './entryOracle';

/** Few letters and few stems, so that words share beginnings, lie an edit apart, and repeat. */
const STEMS = [
  'init', 'initialise', 'initialize', 'initial', 'net', 'nets', 'network', 'networks', 'netwrok', 'Müller', 'Mueller',
  'Muller', 'deep', 'deeper', 'depth', 'pre-training', 'pretraining', 'normalisation', 'normalization', 'normal',
  'orthogonal', 'orthonormal', 'a', 'of', 'on', 'x', '2015', 'GPT-4', 'Smith', 'Smyth', 'Schmidt',
]; // prettier-ignore
const stem = fc.constantFrom(...STEMS);
const drawnEntry = fc.record({
  title: fc.array(stem, { maxLength: 5 }).map((words) => words.join(' ')),
  authors: fc.array(fc.constantFrom('Müller', 'Smith', 'van der Berg', 'Smyth'), { maxLength: 2 }),
  year: fc.option(fc.integer({ min: 2014, max: 2016 }), { nil: undefined }),
  keyWord: stem,
  aliases: fc.array(stem, { maxLength: 1 }),
});
const drawnEntries = fc
  .array(drawnEntry, { maxLength: 25 })
  .map((all) =>
    all.map(({ keyWord, ...fields }, i): Entry => entry({ ...fields, key: `${keyWord}:${i}` })),
  );
/** A stem whole, begun, or with a letter wrong, missing or swapped. */
const typedWord = fc.tuple(stem, fc.nat(), fc.nat({ max: 5 })).map(([word, where, how]) => {
  const at = where % word.length;
  if (how === 0) return word.slice(0, at + 1);
  if (how === 1) return word.slice(0, at) + word.slice(at + 1);
  if (how === 2) return `${word.slice(0, at)}q${word.slice(at)}`;
  if (how === 3) return word.slice(0, at) + word.slice(at, at + 2).split('').reverse().join('') + word.slice(at + 2);
  return word;
}); // prettier-ignore
const drawnQuery = fc
  .array(typedWord, { minLength: 1, maxLength: 3 })
  // Joined words and keys taken apart are held by tables.
  .map((words) => words.join(' ').replaceAll('-', ' '))
  .filter((query) => query.trim() !== '');

function found(index: EntryIndex, query: string): string[] {
  return index
    .search(query, 1_000)
    .filter(({ isComplete }) => isComplete)
    .map((hit) => hit.entry.key)
    .sort();
}

test('the entries that hold all words are those that the plain way finds', () => {
  fc.assert(
    fc.property(drawnEntries, drawnQuery, (entries, query) => {
      assert.deepEqual(found(finish(buildEntryIndex(entries)), query), oracle(entries, query));
    }),
    { numRuns: 400 },
  );
});

test('in scripts without spaces, any part of a title is found, and nothing else', () => {
  const run = fc.string({ unit: fc.constantFrom('深', '度', '学', 'か', 'が'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 10 }), run, (titles, part) => {
      fc.pre(part.length > 0);
      const entries = titles.map((title, i) => entry({ key: `k${i}`, title }));
      const plain = part.replaceAll('が', 'か');
      const expected = entries
        .filter(({ title }) => title.replaceAll('が', 'か').includes(plain))
        .map(({ key }) => key);
      assert.deepEqual(found(finish(buildEntryIndex(entries)), part), expected.sort());
    }),
  );
});

test('a changed index answers as a new one: hits, their order and scores, keys', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 6 })), { maxLength: 8 });
  fc.assert(
    fc.property(drawnEntries, changes, drawnQuery, (all, steps, query) => {
      const { index, live } = follow(all, steps, buildEntryIndex);
      const fresh = finish(buildEntryIndex(live));
      assert.equal(index.size, live.length);
      assert.deepEqual(answers(index, query), answers(fresh, query));
    }),
    { numRuns: 300 },
  );
});

function answers(index: EntryIndex, query: string) {
  return {
    hits: index.search(query, 5).map(({ entry: { key }, score }) => ({ key, score })),
    begun: index.completeKey(query, 50).map(({ key }) => key),
    near: index.nearestKeys(query, 50),
  };
}

test('a version before a change still answers as it did', () => {
  const before = [1, 2, 3].map((i) => entry({ key: `k${i}`, title: 'Networks' }));
  const index = finish(buildEntryIndex(before));
  const after = finish(
    index.with(new Set(before.slice(0, 1)), [entry({ key: 'new', title: 'Networks' })]),
  );
  assert.deepEqual(found(index, 'networks'), ['k1', 'k2', 'k3']);
  assert.deepEqual(found(after, 'networks'), ['k2', 'k3', 'new']);
});

test('scores fall, and the complete come first', () => {
  fc.assert(
    fc.property(drawnEntries, drawnQuery, (entries, query) => {
      const hits = finish(buildEntryIndex(entries)).search(query, 1_000);
      hits.slice(1).forEach(({ score, isComplete }, i) => {
        const before = hits[i];
        assert.ok(before && before.score >= score && (before.isComplete || !isComplete));
      });
    }),
  );
});

test('any text may be typed or stand in an entry', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 5 }), text, (all, query) => {
      const entries = all.map(([key, title, author]) => entry({ key, title, authors: [author] }));
      const index = finish(buildEntryIndex(entries));
      assert.ok(index.search(query, 10).length <= entries.length);
      assert.ok(index.nearestKeys(query, 10).length <= entries.length);
      for (const { title } of entries)
        if (/\p{L}/u.test(title)) assert.ok(index.search(title, 10)[0]?.isComplete, title);
    }),
  );
});

// How well the shipped search finds papers: the figures of `npm run bench:search`, with a little room.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSearchIndex, SearchIndex } from '../../../server/src/core/index/searchIndex';
import { Catalog } from '../../../server/src/core/works/catalog';
import { drawQueries, recall } from '../../bench/queries';
import { HELD_OUT_QUESTIONS, OPEN_QUESTIONS, type Question } from '../../bench/questions';
import { loadShipped } from '../../support/repository';

const { value: corpus } = loadShipped();
const serialized = buildSearchIndex(new Catalog([corpus]));
const index = new SearchIndex(() => serialized);

const TABLE: readonly (readonly [
  what: string,
  set: readonly Question[],
  at1: number,
  at5: number,
])[] = [
  ['words of an abstract', drawQueries(corpus.papers, 0), 0.97, 0.99],
  ['words that many abstracts share', drawQueries(corpus.papers, 0.1), 0.79, 0.98],
  ['questions', OPEN_QUESTIONS, 0.76, 0.94],
  ['questions that nobody looked at', HELD_OUT_QUESTIONS, 0.56, 0.83],
];

for (const [what, set, at1, at5] of TABLE) {
  test(`${what}: at least ${at1} first, ${at5} among five`, () => {
    const found = recall(set, (words) => index.search(words).map(({ key }) => key));
    assert.ok(found.at1 >= at1 && found.at5 >= at5, JSON.stringify(found));
  });
}

test('every paper has ten queries of five words and a question', () => {
  const queries = drawQueries(corpus.papers, 0.1);
  assert.equal(queries.length, 10 * corpus.papers.length);
  for (const { words } of queries) assert.equal(new Set(words.split(' ')).size, 5, words);
  const asked = new Set([...OPEN_QUESTIONS, ...HELD_OUT_QUESTIONS].flatMap(({ keys }) => keys));
  assert.deepEqual(
    corpus.papers.map(({ key }) => key).filter((key) => !asked.has(key)),
    [],
  );
});

test('recall counts what stands first, among five, and the reciprocal of the rank', () => {
  const answers: Readonly<Record<string, string>> = {
    first: 'a b c d e f',
    third: 'b c a',
    sixth: 'b c d e f a',
    never: 'b',
  };
  const set = Object.keys(answers).map((words) => ({ words, keys: ['a', 'z'] }));
  assert.deepEqual(
    recall(set, (words) => (answers[words] ?? '').split(' ')),
    { at1: 1 / 4, at5: 2 / 4, mrr: (1 + 1 / 3 + 1 / 6) / 4 },
  );
});

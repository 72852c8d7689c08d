// Papers that share rare words, themes or relations are alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePaper } from '../../../server/src/core/corpus/paperFile';
import { PaperSimilarity } from '../../../server/src/core/index/similarity';
import { card, type CardFields } from '../../support/sampleCorpus';

function papers(cards: Readonly<Record<string, CardFields>>) {
  return Object.entries(cards).map(([key, fields]) => {
    const { value } = parsePaper(`${key}.md`, card(key, { terms: '[]', ...fields }, 'Shows it.'));
    assert.ok(value);
    return value;
  });
}

/** The neighbours of the first paper, the most alike first. */
function check(cards: Readonly<Record<string, CardFields>>, neighbours: readonly string[]): void {
  const [first] = Object.keys(cards);
  const similarity = new PaperSimilarity(papers(cards));
  assert.deepEqual(
    similarity.neighbours(first ?? '').map(({ key }) => key),
    neighbours,
  );
}

test('a rare word in common says more than a common one', () =>
  check(
    {
      a2020: { title: '"Roots orchids"' },
      b2020: { title: '"Roots lawns"' },
      c2020: { title: '"Hedges orchids"' },
      d2020: { title: '"Roots ponds"' },
      e2020: { title: '"Walls"' },
    },
    ['c2020', 'b2020', 'd2020'],
  ));

test('a word that all have says nothing', () =>
  check({ a2020: { title: '"Roots"' }, b2020: { title: '"Roots"' } }, []));

test('by a theme in common', () =>
  check(
    {
      a2020: { title: '"One"', themes: '[roots]' },
      b2020: { title: '"Two"', themes: '[leaves]' },
      c2020: { title: '"Three"', themes: '[roots]' },
    },
    ['c2020'],
  ));

test('by a relation that either card names', () => {
  const related = (key: string) => `[{ key: ${key}, why: "same soil" }]`;
  const cards = {
    a2020: { title: '"One"', related: related('b2020') },
    b2020: { title: '"Two"' },
    c2020: { title: '"Three"', related: related('a2020') },
    d2020: { title: '"Four"' },
  };
  check(cards, ['b2020', 'c2020']);
});

test('letter case and accents aside', () =>
  check({ a2020: { title: '"Über"' }, b2020: { title: '"UBER"' }, c2020: { title: '"Under"' } }, [
    'b2020',
  ]));

test('is the same both ways, and between 0 and 1', () => {
  const all = papers({
    a2020: { title: '"Roots orchids soil"' },
    b2020: { title: '"Roots orchids"' },
    c2020: { title: '"Sand"' },
  });
  const similarity = new PaperSimilarity(all);
  const [forth, back] = ['a2020', 'b2020'].map((key) => similarity.neighbours(key)[0]?.similarity);
  assert.ok(forth !== undefined && back !== undefined && forth > 0 && forth < 1);
  assert.ok(Math.abs(forth - back) < 1e-12);
});

test('nothing of a paper that is not there', () =>
  assert.deepEqual(new PaperSimilarity([]).neighbours('a2020'), []));

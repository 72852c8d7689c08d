import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rankedSearch } from '../../../server/src/core/index/rankedSearch';
import { CARD_FIELDS } from '../../../server/src/core/index/searchFields';
import {
  buildSearchIndex,
  isCompleteIn,
  SearchIndex,
  type SerializedIndex,
} from '../../../server/src/core/index/searchIndex';
import { Catalog } from '../../../server/src/core/works/catalog';
import { loadShipped } from '../../support/repository';

const { value: corpus } = loadShipped();
const catalog = new Catalog([corpus]);
/** As it is shipped: through JSON. */
const serialized = JSON.stringify(buildSearchIndex(catalog));
const index = new SearchIndex(() => JSON.parse(serialized) as SerializedIndex);

function search(query: string): string[] {
  return index.search(query).map(({ key }) => key);
}

/** Each query with the paper that shall stand first, or the papers that shall stand first in any order. */
function check(table: readonly (readonly [query: string, ...keys: string[]])[]): void {
  for (const [query, ...keys] of table) {
    assert.deepEqual(search(query).slice(0, keys.length).sort(), keys.sort(), query);
  }
}

test('by key, whole and begun', () => {
  check([
    ['mishkin2015all', 'mishkin2015all'],
    ['mishkin2015', 'mishkin2015all'],
    ['MISHKIN', 'mishkin2015all'],
    ['mish', 'mishkin2015all'],
    ['du2024', 'du2024stacking', 'du2024understanding'],
  ]);
});

test('every paper stands first for its key, its titles and its names', () => {
  for (const { key, title, titles, names } of catalog.papers) {
    const queries = [key, title, ...titles, ...names.map(({ name }) => name)];
    for (const query of queries) assert.equal(search(query)[0], key, query);
  }
});

test('by name of paper or method, in any spelling', () => {
  check([
    ['LSUV', 'mishkin2015all'],
    ['layer-sequential unit variance', 'mishkin2015all'],
    ['hypercl', 'samragh2024scaling'],
    ['ZerO', 'zhao2021zero'],
    ['S4D-Lin', 'gu2022parameterization'],
    ['mimetic init', 'trockman2023mimetic'],
    ['EVA', 'paischer2024one'],
  ]);
});

test('by author and by year, also together', () => {
  check([
    ['Samragh', 'samragh2024scaling'],
    ['Matas', 'mishkin2015all'],
    ['Mishkin 2015', 'mishkin2015all'],
    ['2015 Mishkin', 'mishkin2015all'],
    ['Kumar 2017', 'kumar2017weight'],
    ['Kumar 2023', 'kumar2023real'],
    ['Gu HiPPO', 'gu2022train'],
  ]);
  const ofYear = new Set(catalog.papers.filter(({ year }) => year === 2019).map(({ key }) => key));
  assert.deepEqual(new Set(search('2019').slice(0, ofYear.size)), ofYear);
});

test('words in any order, inflected, from the title or the card', () => {
  check([
    ['good init', 'mishkin2015all'],
    ['init good', 'mishkin2015all'],
    ['larger ones initializing models', 'xu2023initializing'],
    ['orthonormal weight initialisation', 'mishkin2015all'],
    ['initialise with zeros and ones', 'zhao2021zero'],
    ['initialises neural network, only zero one', 'zhao2021zero'],
  ]);
});

test('British or American spelling, also half typed', () => {
  for (const [british, american] of [
    ['initialisation', 'initialization'],
    ['initialis', 'initializ'],
    ['mimetic initialisation of self-attention', 'mimetic initialization of self-attention'],
    ['optimisation', 'optimization'],
  ] as const) {
    assert.ok(search(british).length > 0, british);
    assert.deepEqual(search(british), search(american));
  }
});

test('accents, umlauts and Greek letters do not matter', () => {
  check([
    ['llammlein', 'pfister2024llammlein'],
    ['LLÄMMLEIN', 'pfister2024llammlein'],
    ['Schurholt', 'schurholt2025model'],
    ['Schürholt', 'schurholt2025model'],
    ['μ-Transfer', 'lingle2024large'],
    ['mu transfer', 'lingle2024large'],
    ['µP', 'lingle2024large'],
  ]);
});

test('one wrong, missing or additional letter in a word of five or more', () => {
  check([
    ['mishkim', 'mishkin2015all'],
    ['mishkn', 'mishkin2015all'],
    ['misshkin', 'mishkin2015all'],
    ['hyperclonning', 'samragh2024scaling'],
    ['mimetix initialization', 'trockman2023mimetic'],
  ]);
  assert.deepEqual(search('lsux'), []);
});

test('a paper with all words stands before those with some', () => {
  const hits = index.search('orthonormal initialization maxout');
  const last = hits.map(({ isComplete }) => isComplete).lastIndexOf(true);
  assert.ok(hits.slice(0, last + 1).every(({ isComplete }) => isComplete));
  assert.equal(hits[0]?.isComplete, true);
});

test('words that say nothing do not count beside others, but alone they do', () => {
  assert.deepEqual(search('how can this be done with orthonormal'), search('done orthonormal'));
  assert.ok(search('the').length > 0);
  assert.ok(search('all you need is').includes('mishkin2015all'));
  const [hit] = index.search('where is the maxout');
  assert.equal(hit?.isComplete, true);
});

test('a hit tells where and in which form it has each word that counts and is found', () => {
  const [hit] = index.search('the zebra of Mishkin 2015');
  const told = hit?.matched.map(({ forms, fields }) => [forms.includes('mishkin'), fields]);
  assert.deepEqual(told, [
    [true, ['authors', 'key']],
    [false, ['year']],
  ]);
});

test('a word of the abstract completes a hit, but not among the fields that a card shows', () => {
  const named = catalog.papers.filter(({ words }) => words?.includes('mishkin'));
  const keys = named.map(({ key }) => key);
  const hits = index.search('mishkin').filter(({ key }) => keys.includes(key));
  assert.deepEqual(
    hits.map((hit) => [hit.key, hit.isComplete, isCompleteIn(hit, CARD_FIELDS)]),
    [['aghajanyan2017convolution', true, false]],
  );
});

test('whatever a person types is words, never syntax', () => {
  check([
    ['+mishkin -lsuv', 'mishkin2015all'],
    ['title:mishkin', 'mishkin2015all'],
    ['mishkin~1^10*', 'mishkin2015all'],
    ['"all you need is a good init"', 'mishkin2015all'],
  ]);
  for (const query of [
    'C++ ~ ^ foo:bar',
    '*',
    '+',
    '-',
    ':',
    '~',
    '^5',
    'foo:',
    ':bar',
    '\\',
    '',
  ]) {
    assert.doesNotThrow(() => search(query), query);
  }
  for (const query of ['', ' ', '*', '++', '…']) assert.deepEqual(search(query), [], query);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (query) => {
      assert.ok(search(query).length <= catalog.papers.length);
    }),
    { numRuns: 200 },
  );
});

test('no key is found twice; among equally complete papers, scores fall', () => {
  const hits = index.search('initialization of large language models');
  assert.equal(new Set(hits.map(({ key }) => key)).size, hits.length);
  hits.slice(1).forEach(({ score, isComplete }, i) => {
    const before = hits[i];
    assert.ok(before && (isComplete !== before.isComplete || score <= before.score));
  });
});

test('the rankings of several indexes are merged by rank', () => {
  const ofPapers = (keys: readonly string[]) => {
    const papers = catalog.papers.filter(({ key }) => keys.includes(key));
    const part = buildSearchIndex(new Catalog([{ ...corpus, papers }]));
    return new SearchIndex(() => part);
  };
  const [first, second] = [
    ofPapers(['mishkin2015all', 'kumar2017weight']),
    ofPapers(['zhao2021zero', 'mishkin2015all']),
  ];
  const merged = rankedSearch([first, second], 'mishkin good initialization').map(({ key }) => key);
  assert.equal(merged[0], 'mishkin2015all');
  assert.deepEqual(merged.sort(), ['kumar2017weight', 'mishkin2015all', 'zhao2021zero']);
  assert.deepEqual(rankedSearch([first], 'mishkin'), first.search('mishkin'));
  assert.deepEqual(rankedSearch([], 'mishkin'), []);
});

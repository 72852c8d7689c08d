import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildEntryIndex } from '../../../server/src/core/index/entryIndex';
import { entriesOf, entry, finish } from './entryFixtures';

function indexOf(lines: string) {
  return finish(buildEntryIndex(entriesOf(lines)));
}

const LIBRARY = `
  he2015delving    | He, Zhang, Ren, Sun | 2015 | Delving Deep into Rectifiers
  he2016deep       | He, Zhang, Ren, Sun | 2016 | Deep Residual Learning for Image Recognition
  zhang2015text    | Zhang, Zhao, LeCun  | 2015 | Character-level Convolutional Networks for Text Classification
  lecun2015        | LeCun, Bengio       | 2015 | Deep Learning
  goodfellow2016   | Goodfellow, Bengio  | 2016 | Deep Learning and its Neighbours
  smith2017        | Smith               | 2017 | A Review of Deep Learning
  mueller2019      | Müller, Hinton      | 2019 | When Does Label Smoothing Help?
  oberg2018        | Öberg               | 2018 | Initialisation of tiny networks
  conv2020         | Jones               | 2020 | Pre-training without Natural Images
  DBLP:conf/a/B17  | Brown               | 2017 | Learning deeply about residual image statistics
  li2018           | 李, 王               | 2018 | 深度学习中的权重初始化方法
  sato2019         | Sato                | 2019 | ニューラルネットワークの初期値
  kim2020          | Kim                 | 2020 | 신경망 가중치 초기화 연구
`;
const index = indexOf(LIBRARY);

function keys(query: string, limit = 10): string[] {
  return index.search(query, limit).map((hit) => hit.entry.key);
}

function complete(query: string): string[] {
  return index
    .search(query, 100)
    .filter(({ isComplete }) => isComplete)
    .map((hit) => hit.entry.key);
}

/** Each query with the entries that stand first, in this order. */
function checkFirst(table: readonly (readonly [query: string, ...keys: string[]])[]): void {
  for (const [query, ...expected] of table)
    assert.deepEqual(keys(query).slice(0, expected.length), expected, query);
}

/** Each query with the entries that hold all of it, in any order. */
function checkComplete(table: readonly (readonly [query: string, ...keys: string[]])[]): void {
  for (const [query, ...expected] of table)
    assert.deepEqual(complete(query).sort(), [...expected].sort(), query);
}

test('exact key before keys that begin so, whatever their case and separators', () => {
  checkFirst([
    ['he2016deep', 'he2016deep'],
    ['HE2016', 'he2016deep'],
    ['he201', 'he2016deep', 'he2015delving'],
    ['DBLP:conf/a/B17', 'DBLP:conf/a/B17'],
    ['dblp-conf-a-b17', 'DBLP:conf/a/B17'],
    ['lecun2015', 'lecun2015'],
  ]);
});

test('the whole title, then beginnings of titles, then phrases, then words', () => {
  checkFirst([
    ['deep learning', 'lecun2015', 'goodfellow2016', 'smith2017', 'he2016deep'],
    ['residual learn', 'he2016deep', 'DBLP:conf/a/B17'],
    ['learning for image', 'he2016deep'],
  ]);
});

test('authors with a year before the same words elsewhere', () => {
  const mixed = indexOf(`
    one   | Green, Berg | 2014 | Berg und Tal bis 2015
    two   | Tal, Berg   | 2015 | Etwas anderes
    three | Moser       | 2015 | Am Berg
  `);
  assert.deepEqual(
    mixed.search('berg 2015', 10).map((hit) => hit.entry.key),
    ['two', 'one', 'three'],
  );
});

test('first authors before others, names before titles, whole words before beginnings', () => {
  const names = indexOf(`
    p1 | Stone          | 2001 | About nothing
    p2 | Moser, Stone   | 2001 | About nothing
    p3 | Moser          | 2001 | The stone in it
    p4 | Stonebridge    | 2001 | About nothing
    p5 | Moser          | 2001 | The stonecutter
  `);
  assert.deepEqual(
    names.search('stone', 10).map((hit) => hit.entry.key),
    ['p1', 'p2', 'p3', 'p4', 'p5'],
  );
});

test('rare words count more than frequent ones', () => {
  const common = Array.from({ length: 30 }, (_, i) => `c${i} | A | 2000 | Networks ${i}`);
  const rare = indexOf([...common, 'r | A | 1999 | Hadamard', 'n | A | 1999 | Nets'].join('\n'));
  assert.equal(rare.search('hadamard networks xyz', 1)[0]?.entry.key, 'r');
});

test('of equals, the latest; then in the order of their keys', () => {
  const equal = indexOf(`
    b | A | 2001 | Networks
    a | A | 2001 | Networks
    d |   |      | Networks
    c | A | 2003 | Networks
  `);
  assert.deepEqual(
    equal.search('networks', 10).map((hit) => hit.entry.key),
    ['c', 'a', 'b', 'd'],
  );
});

test('all words before some, and those with more of them first', () => {
  const hits = index.search('deep residual image hadamard', 20);
  assert.deepEqual(
    hits.slice(0, 2).map(({ entry: { key } }) => key),
    ['he2016deep', 'DBLP:conf/a/B17'],
  );
  assert.ok(hits.every(({ isComplete }) => !isComplete));
  const both = index.search('deep bengio', 20);
  const last = both.map(({ isComplete }) => isComplete).lastIndexOf(true);
  assert.ok(last >= 0 && both.slice(0, last).every(({ isComplete }) => isComplete));
  assert.ok(both.length > last + 1);
});

test('words in any order, the last one begun; short words before it must be whole', () => {
  checkComplete([
    ['learn resid', 'he2016deep', 'DBLP:conf/a/B17'],
    ['resid learn', 'he2016deep', 'DBLP:conf/a/B17'],
    ['image de', 'he2016deep', 'DBLP:conf/a/B17'],
    ['de image'],
    ['2019 hint', 'mueller2019'],
  ]);
});

test('umlauts and accents: plain, spelled out, and as they are', () => {
  for (const query of ['müller', 'muller', 'mueller', 'MÜLLER', 'Mu\u0308ller'])
    checkComplete([[query, 'mueller2019']]);
  checkComplete([
    ['oberg', 'oberg2018'],
    ['oeberg', 'oberg2018'],
    ['Öberg', 'oberg2018'],
  ]);
  const spelledOut = indexOf('x | Mueller | 2000 | Anything');
  assert.equal(spelledOut.search('Müller', 1)[0]?.entry.key, 'x');
});

test('British and American spelling', () => {
  checkComplete([
    ['initialisation', 'oberg2018'],
    ['initialization', 'oberg2018'],
    ['initializ', 'oberg2018'],
  ]);
});

test('hyphens present, absent, or a space', () => {
  for (const query of ['pre-training', 'pretraining', 'pre training', 'pretrain'])
    checkComplete([[query, 'conv2020']]);
  const joined = indexOf('x | A | 2000 | Pretraining at home');
  assert.equal(joined.search('pre-training', 1)[0]?.isComplete, true);
});

test('any part of a title in a script without spaces', () => {
  checkComplete([
    ['权重初始化', 'li2018'],
    ['深度', 'li2018'],
    ['法', 'li2018'],
    ['李', 'li2018'],
    ['权重 深度', 'li2018'],
    ['重权'],
    ['权初'],
    ['深度学重'],
    ['ネットワーク', 'sato2019'],
    ['초기', 'kim2020'],
  ]);
});

test('keys of another style: name, year, word of the title', () => {
  checkComplete([
    ['brown2017', 'DBLP:conf/a/B17'],
    ['zhang2016deep', 'he2016deep'],
    ['Müller2019', 'mueller2019'],
  ]);
});

test('typos: one letter from five on, two from nine on, also half typed; not in short words or numbers', () => {
  checkComplete([
    ['smiht', 'smith2017'],
    ['simth', 'smith2017'],
    ['smithh', 'smith2017'],
    ['smth deep'],
    ['goodfelow', 'goodfellow2016'],
    ['godfelow'],
    ['godfellov', 'goodfellow2016'],
    ['convolutoinal', 'zhang2015text'],
    ['recogniton deep', 'he2016deep'],
    ['rectifirs delvng', 'he2015delving'],
    ['charcter lev', 'zhang2015text'],
    ['20191'],
  ]);
});

test('a typo is only looked for where the query as typed finds nothing', () => {
  const near = indexOf('a | Smith | 2000 | One\nb | Smitt | 2000 | Two');
  assert.deepEqual(
    near.search('smith', 10).map((hit) => hit.entry.key),
    ['a'],
  );
  assert.deepEqual(
    near
      .search('smitk', 10)
      .map((hit) => hit.entry.key)
      .sort(),
    ['a', 'b'],
  );
});

test('whatever is typed is words', () => {
  for (const query of ['', ' ', '@', '{}', '…', '+ - :']) assert.deepEqual(keys(query), [], query);
  checkFirst([
    ['"Deep Learning"', 'lecun2015'],
    ['@he2016deep', 'he2016deep'],
  ]);
});

test('at most as many as asked for; none twice', () => {
  assert.equal(keys('deep', 2).length, 2);
  assert.deepEqual(keys('deep', 0), []);
  assert.equal(new Set(keys('deep')).size, keys('deep').length);
});

test('aliases are keys', () => {
  const aliased = finish(
    buildEntryIndex([entry({ key: 'new', aliases: ['old:name', 'older'], title: 'Nothing' })]),
  );
  assert.equal(aliased.search('old:name', 1)[0]?.entry.key, 'new');
  assert.deepEqual(
    aliased.completeKey('old', 5).map(({ key }) => key),
    ['new'],
  );
});

test('keys that begin so, in their order, case, accents and separators aside', () => {
  const begun = (prefix: string, limit = 10) =>
    index.completeKey(prefix, limit).map(({ key }) => key);
  assert.deepEqual(begun('he'), ['he2015delving', 'he2016deep']);
  assert.deepEqual(begun('HE', 1), ['he2015delving']);
  assert.deepEqual(begun('dblp:CONF/a'), ['DBLP:conf/a/B17']);
  assert.deepEqual(begun('xyz'), []);
  assert.deepEqual(begun(':'), []);
  assert.equal(begun('', 100).length, index.size);
});

test('keys that may be meant: the nearest first', () => {
  const nearest = (key: string) => index.nearestKeys(key, 2);
  for (const [typed, meant] of [
    ['he2016dep', 'he2016deep'],
    ['he2016_deep', 'he2016deep'],
    ['He2016Deep', 'he2016deep'],
    ['he2016deeep', 'he2016deep'],
    ['eh2016deep', 'he2016deep'],
    ['goodfelow2016', 'goodfellow2016'],
    ['godfelow2016', 'goodfellow2016'],
    ['zhang2015', 'zhang2015text'],
    ['lecun2015deep', 'lecun2015'],
    ['conf/a/B17', 'DBLP:conf/a/B17'],
    ['B17', 'DBLP:conf/a/B17'],
    ['brown2017learning', 'DBLP:conf/a/B17'],
  ] as const)
    assert.equal(nearest(typed)[0], meant, typed);
  assert.deepEqual(nearest('vaswani2017'), []);
  assert.deepEqual(nearest('residual'), []);
  assert.deepEqual(nearest(''), []);
  assert.deepEqual(nearest('x'.repeat(100_000)), []);
});

test('an empty library finds nothing', () => {
  const empty = finish(buildEntryIndex([]));
  assert.equal(empty.size, 0);
  assert.deepEqual(empty.search('deep', 5), []);
  assert.deepEqual(empty.completeKey('', 5), []);
  assert.deepEqual(empty.nearestKeys('he2015', 5), []);
});

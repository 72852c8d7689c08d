// Which papers are shown and found, and how themes are told apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf, SHAPES, TONES } from '../../../client/webview/map/field';
import { row } from './rows';

const ROWS = [
  row('oak', { title: 'Das Wachsen der Bäume', authors: 'Müller et al.', year: 2019 }),
  row('sage', { label: 'SageNet', summary: 'Shows that herbs smell.' }),
  row('swan', { theme: 'animals', themeLabel: 'Animals' }),
  row('rock', { theme: '', themeLabel: '' }),
];
const keys = (test: (one: (typeof ROWS)[number]) => boolean) =>
  ROWS.filter(test).map(({ key }) => key);

const shown = (...themes: string[]) => keys(fieldOf(ROWS, { themes, query: '' }).isShown);
const found = (query: string) => keys(fieldOf(ROWS, { themes: [], query }).isMatch);

test('no theme wanted: all are shown', () =>
  assert.deepEqual(shown(), ['oak', 'sage', 'swan', 'rock']));
test('one theme wanted', () => assert.deepEqual(shown('plants'), ['oak', 'sage']));
test('two themes wanted', () =>
  assert.deepEqual(shown('animals', 'plants'), ['oak', 'sage', 'swan']));
test('those without a theme', () => assert.deepEqual(shown(''), ['rock']));
test('a theme that is gone hides nothing', () =>
  assert.deepEqual(shown('stars'), ['oak', 'sage', 'swan', 'rock']));

const QUERIES: readonly (readonly [query: string, found: readonly string[]])[] = [
  ['', ['oak', 'sage', 'swan', 'rock']],
  ['  ', ['oak', 'sage', 'swan', 'rock']],
  ['baume', ['oak']],
  ['MULLER', ['oak']],
  ['Müller 2019', ['oak']],
  ['2019 2021', []],
  ['sagenet', ['sage']],
  ['herb', ['sage']],
  ['animals', ['swan']],
  ['stars', []],
];
for (const [query, expected] of QUERIES)
  test(`"${query}" finds ${expected.length} papers`, () =>
    assert.deepEqual(found(query), expected));

test('there is a query only if there is a word', () => {
  assert.ok(!fieldOf(ROWS, { themes: [], query: ' ' }).hasQuery);
  assert.ok(fieldOf(ROWS, { themes: [], query: 'a' }).hasQuery);
});

test('themes: the largest first, by name within a size, those without one last', () => {
  const rows = [...ROWS, row('jade', { theme: 'gems', themeLabel: 'Gems' })];
  assert.deepEqual(
    fieldOf(rows, { themes: [], query: '' }).themes.map(({ id, count }) => [id, count]),
    [['plants', 2], ['animals', 1], ['gems', 1], ['', 1]], // prettier-ignore
  );
});

test('no two themes share both colour and shape', () => {
  const rows = Array.from({ length: TONES * SHAPES }, (_, i) => row(`k${i}`, { theme: `t${i}` }));
  const { themes } = fieldOf(rows, { themes: [], query: '' });
  assert.equal(new Set(themes.map(({ tone, shape }) => `${tone} ${shape}`)).size, rows.length);
});

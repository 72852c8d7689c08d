// The order of the table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortAfterClick, sortRows, type Sort } from '../../../client/webview/map/sorting';
import { row } from './rows';

const ROWS = [
  row('c', { title: 'Cedars', authors: 'Österberg', year: 2020, uses: 2, themeLabel: 'Trees' }),
  row('a', { title: 'ash', authors: 'Zander', year: 2021, uses: 10, themeLabel: 'Trees' }),
  row('b', { title: 'Birds', authors: 'Fern', year: 2020, uses: 2, themeLabel: 'Animals' }),
];

const SORTS: readonly (readonly [Sort['column'], isDescending: boolean, order: string])[] = [
  ['title', false, 'abc'],
  ['title', true, 'cba'],
  ['authors', false, 'bca'],
  ['year', false, 'bca'],
  ['year', true, 'abc'],
  ['themeLabel', false, 'bac'],
  ['uses', false, 'bca'],
  ['uses', true, 'abc'],
];

for (const [column, isDescending, order] of SORTS) {
  test(`by ${column}, ${isDescending ? 'descending' : 'ascending'}`, () => {
    const keys = sortRows(ROWS, { column, isDescending }).map(({ key }) => key);
    assert.equal(keys.join(''), order);
  });
}

test('the rows that are given stay as they are', () => {
  const before = [...ROWS];
  sortRows(ROWS, { column: 'title', isDescending: false });
  assert.deepEqual(ROWS, before);
});

test('a click on the sorted column turns it round', () =>
  assert.deepEqual(sortAfterClick({ column: 'title', isDescending: false }, 'title'), {
    column: 'title',
    isDescending: true,
  }));

test('a click on another begins with A, or with the largest figure', () => {
  const before: Sort = { column: 'title', isDescending: true };
  assert.deepEqual(sortAfterClick(before, 'authors').isDescending, false);
  assert.deepEqual(sortAfterClick(before, 'year').isDescending, true);
  assert.deepEqual(sortAfterClick(before, 'uses').isDescending, true);
});

// What the page remembers, and what it makes of a memory that does not fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INITIAL_STATE, readState, type PageState } from '../../../client/webview/map/pageState';

test('what was stored is read back', () => {
  const state: PageState = {
    view: 'timeline',
    themes: ['plants'],
    query: 'roots',
    zoom: { k: 2, x: -10, y: 5 },
    sort: { column: 'authors', isDescending: false },
    key: 'oak',
  };
  assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state);
});

const UNFIT: readonly unknown[] = [
  undefined,
  null,
  'map',
  7,
  [],
  { view: 'globe', themes: 'plants', query: 3, zoom: 2, sort: 'title', key: {} },
  { zoom: { k: 0, x: 0, y: 0 }, sort: { column: 'colour', isDescending: 'yes' } },
  { zoom: { k: Number.NaN, x: 0, y: 0 } },
];
for (const stored of UNFIT) {
  test(`as at first: ${JSON.stringify(stored)}`, () =>
    assert.deepEqual(readState(stored), INITIAL_STATE));
}

test('a part that fits is kept', () =>
  assert.deepEqual(readState({ view: 'table', themes: ['plants', 3], zoom: 'x' }), {
    ...INITIAL_STATE,
    view: 'table',
    themes: ['plants'],
  }));

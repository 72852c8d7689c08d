// What keys do, and that arrow keys lead to every paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf } from '../../../client/webview/map/field';
import type { Direction, Point, Size } from '../../../client/webview/map/geometry';
import { actionOfKey, directionOfKey, nextPaper } from '../../../client/webview/map/plotKeys';
import { mapPlaces, timelinePlaces } from '../../../client/webview/map/scales';
import { readText } from '../../support/repository';
import { row } from './rows';

test('keys of actions, in either letter case', () => {
  assert.deepEqual(['Enter', ' ', 'c', 'C', 't', 'T'].map(actionOfKey), [
    'open', 'open', 'cite', 'cite', 'reveal', 'reveal',
  ]); // prettier-ignore
  assert.deepEqual(
    ['x', 'Tab', 'constructor', 'ArrowUp'].map(actionOfKey),
    Array(4).fill(undefined),
  );
});

test('keys of directions', () =>
  assert.deepEqual(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'c'].map(directionOfKey), [
    'left',
    'right',
    'up',
    'down',
    undefined,
  ]));

test('papers of other themes are passed over', () => {
  const rows = [row('a', { x: 0 }), row('b', { x: 1, theme: 'gems' }), row('c', { x: 2 })];
  const places = new Map(rows.map(({ key, x, y }) => [key, { x, y }]));
  const next = (themes: string[]) =>
    nextPaper({ field: fieldOf(rows, { themes, query: '' }), places }, 'a', 'right');
  assert.equal(next([]), 'b');
  assert.equal(next(['plants']), 'c');
});

test('from a paper that is gone no key leads on', () => {
  const field = fieldOf([row('a')], { themes: [], query: '' });
  assert.equal(nextPaper({ field, places: new Map() }, 'gone', 'up'), undefined);
});

/** The shipped papers where the build placed them, with years that spread over the timeline. */
const rows = Object.entries(
  JSON.parse(readText('dist/corpus-map.json')) as Record<string, [number, number]>,
).map(([key, [x, y]]) => {
  const year = Number(/\d{4}/.exec(key)?.[0]);
  return row(key, { x, y, year, theme: key.slice(0, 1), themeLabel: key.slice(0, 1) });
});
const field = fieldOf(rows, { themes: [], query: '' });
const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down'];

function reachedFrom(start: string, places: ReadonlyMap<string, Point>): Set<string> {
  const reached = new Set([start]);
  for (const key of reached) {
    for (const direction of DIRECTIONS) {
      const next = nextPaper({ field, places }, key, direction);
      if (next !== undefined) reached.add(next);
    }
  }
  return reached;
}

const ROOMS: readonly Size[] = [
  { width: 1000, height: 700 },
  { width: 420, height: 600 },
  { width: 1800, height: 400 },
];
for (const room of ROOMS) {
  test(`arrow keys lead to every paper in ${room.width} × ${room.height} pixels`, () => {
    const start = rows[0]?.key ?? '';
    assert.equal(reachedFrom(start, mapPlaces(rows, room)).size, 119);
    assert.equal(reachedFrom(start, timelinePlaces(field, room, 200).places).size, 119);
  });
}

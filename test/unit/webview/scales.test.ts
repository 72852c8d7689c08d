// How figures become pixels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf } from '../../../client/webview/map/field';
import { mapPlaces, radiusScale, timelinePlaces } from '../../../client/webview/map/scales';
import { row } from './rows';

const ROOM = { width: 1000, height: 600 };

test('twice the uses add as much to the area of a point', () => {
  const rows = [0, 10, 20].map((uses) => row(`k${uses}`, { uses }));
  const [none, some, most] = rows.map(radiusScale(rows, 14));
  assert.ok(none !== undefined && some !== undefined && most !== undefined);
  assert.ok(0 < none && none < some && some < most);
  assert.equal(most, 14);
  assert.ok(Math.abs((some - none) / (most - none) - Math.sqrt(0.5)) < 1e-9);
});

test('a single use does not make the largest point', () => {
  const rows = [row('a', { uses: 1 }), row('b')];
  assert.ok((rows.map(radiusScale(rows, 14))[0] ?? 14) < 14);
});

test('the map fills the room, and keeps the order of places', () => {
  const rows = [[0, 0], [0.5, 0.2], [1.3, 1]].map(([x = 0, y = 0], i) => row(`k${i}`, { x, y })); // prettier-ignore
  const [a, b, c] = [...mapPlaces(rows, ROOM).values()];
  assert.ok(a && b && c);
  assert.ok(a.x > 0 && a.x < b.x && b.x < c.x && c.x < ROOM.width);
  assert.ok(a.y > 0 && a.y < b.y && b.y < c.y && c.y < ROOM.height);
  assert.ok(c.x - a.x > ROOM.width * 0.8 && c.y - a.y > ROOM.height * 0.8);
});

test('one paper stands in the middle', () =>
  assert.equal(mapPlaces([row('a', { x: 0.2 })], ROOM).get('a')?.x, 500));

test('no papers, no places', () => {
  assert.equal(mapPlaces([], ROOM).size, 0);
  assert.equal(timelinePlaces({ rows: [], themes: [] }, ROOM, 100).places.size, 0);
});

function timeline(rows: Parameters<typeof fieldOf>[0], room = ROOM) {
  return timelinePlaces(fieldOf(rows, { themes: [], query: '' }), room, 200);
}

test('a later year is farther right, each theme has its lane', () => {
  const { places, years } = timeline([
    row('a', { year: 2018 }),
    row('b', { year: 2021 }),
    row('c', { year: 2021, theme: 'animals' }),
  ]);
  const [a, b, c] = ['a', 'b', 'c'].map((key) => places.get(key));
  assert.ok(a && b && c);
  assert.deepEqual(years.domain(), [2018, 2019, 2020, 2021]);
  assert.ok(200 < a.x && a.x < b.x && b.x === c.x && c.x < ROOM.width);
  assert.ok(a.y === b.y && a.y !== c.y);
});

test('papers of one year and theme stand side by side in their cell', () => {
  const rows = Array.from({ length: 40 }, (_, i) => row(`k${i}`, { year: 2020 + (i % 2) }));
  const { places, years, lanes } = timeline(rows);
  const points = rows.map(({ key, year }) => ({ year, ...(places.get(key) ?? { x: 0, y: 0 }) }));
  assert.equal(new Set(points.map(({ x, y }) => `${x} ${y}`)).size, rows.length);
  for (const { year, x, y } of points) {
    const [left, top] = [years(year) ?? 0, lanes('plants') ?? 0];
    assert.ok(x > left && x < left + years.bandwidth());
    assert.ok(y > top && y < top + lanes.bandwidth());
  }
});

test('a full cell makes the drawing higher than its room', () => {
  const rows = Array.from({ length: 30 }, (_, i) => row(`k${i}`));
  const others = Array.from({ length: 30 }, (_, i) => row(`y${i}`, { year: 1990 + i }));
  const small = { width: 500, height: 100 };
  const { size } = timeline([...rows, ...others], small);
  assert.equal(size.width, 500);
  assert.ok(size.height > 30 * 14);
});

// Where papers stand on the map that the build has not placed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePaper } from '../../../server/src/core/corpus/paperFile';
import { placeAll, type Places, type Point } from '../../../server/src/core/index/mapPlaces';
import { card } from '../../support/sampleCorpus';

function papers(titles: Readonly<Record<string, string>>) {
  return Object.entries(titles).map(([key, title]) => {
    const { value } = parsePaper(`${key}.md`, card(key, { title: `"${title}"` }, 'Shows it.'));
    assert.ok(value);
    return value;
  });
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

function place(places: Places, key: string): Point {
  const found = places.get(key);
  assert.ok(found, `${key} has a place`);
  return found;
}

const GARDEN = {
  a2020: 'Roots of orchids',
  b2020: 'Roots of ferns',
  c2020: 'Flight of swans',
  d2020: 'Flight of geese',
};
const KNOWN: Places = new Map([
  ['a2020', { x: 0.1, y: 0.1 }],
  ['b2020', { x: 0.3, y: 0.1 }],
  ['c2020', { x: 0.9, y: 0.9 }],
  ['d2020', { x: 0.7, y: 0.9 }],
]);

test('a known place stays to the last digit', () => {
  const places = placeAll(papers(GARDEN), KNOWN);
  assert.deepEqual(new Map(places), KNOWN);
});

test('a new paper stands among those that it is like', () => {
  const places = placeAll(papers({ ...GARDEN, e2021: 'Roots of ferns and orchids' }), KNOWN);
  const added = place(places, 'e2021');
  assert.ok(distance(added, { x: 0.2, y: 0.1 }) < 0.15, JSON.stringify(added));
});

test('what is like none stands aside of all', () => {
  const added = place(placeAll(papers({ ...GARDEN, e2021: 'Clocks' }), KNOWN), 'e2021');
  for (const known of KNOWN.values()) assert.ok(added.x > known.x + 0.1);
});

test('of a field of its own, the second paper stands near the first', () => {
  const all = papers({ ...GARDEN, e2021: 'Clocks tick', f2021: 'Clocks stop', g2021: 'Bread' });
  const places = placeAll(all, KNOWN);
  assert.ok(distance(place(places, 'e2021'), place(places, 'f2021')) < 0.05);
});

test('a hundred papers of one title lie beside each other, not on each other', () => {
  const keys = Array.from({ length: 100 }, (_, i) => `n${1900 + i}roots`);
  const all = papers({
    ...GARDEN,
    ...Object.fromEntries(keys.map((key) => [key, 'Roots of orchids'])),
  });
  const points = [...placeAll(all, KNOWN).values()];
  for (const [i, a] of points.entries())
    for (const b of points.slice(0, i)) assert.ok(distance(a, b) >= 0.03 - 1e-9);
});

test('the same papers are given the same places', () => {
  const all = papers({ ...GARDEN, e2021: 'Roots of ferns', f2021: 'Clocks' });
  assert.deepEqual(placeAll(all, KNOWN), placeAll(all, KNOWN));
});

test('without any known place all are placed all the same', () => {
  const places = placeAll(papers(GARDEN), new Map());
  assert.deepEqual([...places.keys()].sort(), Object.keys(GARDEN));
  assert.ok(
    distance(place(places, 'a2020'), place(places, 'b2020')) <
      distance(place(places, 'a2020'), place(places, 'c2020')),
  );
});

// Points in a direction, and boxes beside points. Drawn: `@` is where one stands, letters are the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  nearestInDirection,
  overlaps,
  placeBeside,
  type Direction,
  type Point,
} from '../../../client/webview/map/geometry';

function drawn(drawing: string): { from: Point; others: [string, Point][] } {
  const points = drawing
    .split('\n')
    .flatMap((line, y) => [...line].map((name, x): [string, Point] => [name, { x, y }]))
    .filter(([name]) => name !== ' ');
  const from = points.find(([name]) => name === '@')?.[1];
  assert.ok(from);
  return { from, others: points.filter(([name]) => name !== '@') };
}

function check(
  drawing: string,
  expected: Readonly<Partial<Record<Direction, string | undefined>>>,
): void {
  const { from, others } = drawn(drawing);
  for (const [direction, name] of Object.entries(expected))
    assert.equal(nearestInDirection(from, direction as Direction, others), name, direction);
}

test('the nearest on each side', () =>
  check(
    `
      t
      a
 l  b @ c  r
      d
      u`,
    { left: 'b', right: 'c', up: 'a', down: 'd' },
  ));

test('straight ahead goes before aside, even if it is a little farther', () =>
  check(
    `
  a
@  b`,
    { right: 'b' },
  ));

test('aside goes before far away', () =>
  check(
    `
    a
@            b`,
    { right: 'a' },
  ));

test('what lies in another quarter is not in this direction', () =>
  check('a @', { left: 'a', right: undefined, up: undefined, down: undefined }));

test('a point on the border of two quarters is reached from both', () =>
  check(
    `
  a
 @`,
    { up: 'a', right: 'a' },
  ));

test('a point on the same spot is in no direction', () =>
  assert.equal(nearestInDirection({ x: 1, y: 1 }, 'up', [['a', { x: 1, y: 1 }]]), undefined));

test('boxes that touch do not overlap', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  assert.ok(!overlaps(box, { x: 10, y: 0, width: 5, height: 5 }));
  assert.ok(overlaps(box, { x: 9, y: 9, width: 5, height: 5 }));
  assert.ok(overlaps(box, { x: 2, y: 2, width: 1, height: 1 }));
});

const ROOM = { width: 100, height: 100 };
const CARD = { width: 40, height: 20 };
const beside = (point: Point, ...toBeSeen: Point[]) => {
  const { x, y } = placeBeside(point, CARD, 5, ROOM, toBeSeen);
  return { x, y };
};

test('a card stands below right of its point', () =>
  assert.deepEqual(beside({ x: 20, y: 20 }), { x: 25, y: 25 }));

test('at an edge it is moved inside, but never over its point', () => {
  assert.deepEqual(beside({ x: 90, y: 20 }), { x: 60, y: 25 });
  assert.deepEqual(beside({ x: 20, y: 90 }), { x: 25, y: 80 });
  assert.deepEqual(beside({ x: 90, y: 90 }), { x: 45, y: 80 });
});

test('it turns to where it hides nothing that is to be seen', () =>
  assert.deepEqual(beside({ x: 50, y: 50 }, { x: 60, y: 60 }, { x: 30, y: 60 }), { x: 55, y: 25 }));

test('it hides the fewest where it must hide some', () =>
  assert.deepEqual(
    beside(
      { x: 50, y: 50 },
      ...[60, 62].map((x) => ({ x, y: 60 })),
      ...[30, 32].map((x) => ({ x, y: 60 })),
      ...[30, 32].map((x) => ({ x, y: 40 })),
      { x: 60, y: 40 },
    ),
    { x: 55, y: 25 },
  ));

test('where the room is smaller than the card it begins at the edge', () =>
  assert.deepEqual(placeBeside({ x: 5, y: 5 }, CARD, 5, { width: 30, height: 10 }, []).x, 0));

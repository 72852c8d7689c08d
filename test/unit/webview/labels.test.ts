// Which labels fit on the map.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlaps, type Box, type Point } from '../../../client/webview/map/geometry';
import { heartOf, placeLabels, type WantedLabel } from '../../../client/webview/map/labels';

const ROOM = { width: 300, height: 200 };
const label = (id: string, x: number, y: number, fields: Partial<WantedLabel> = {}) => ({
  id,
  at: { x, y },
  gap: 10,
  width: 60,
  height: 12,
  isRegion: false,
  ...fields,
});
const boxAround = ({ x, y }: Point): Box => ({ x: x - 5, y: y - 5, width: 10, height: 10 });

function boxes(wanted: readonly WantedLabel[], points: readonly Box[] = []) {
  return new Map(placeLabels(wanted, points, ROOM).map(({ label, box }) => [label.id, box]));
}

test('the label of a paper stands to its right', () =>
  assert.deepEqual(boxes([label('a', 100, 100)]).get('a'), {
    x: 110,
    y: 94,
    width: 60,
    height: 12,
  }));

test('to its left where the room ends', () =>
  assert.equal(boxes([label('a', 280, 100)]).get('a')?.x, 210));

test('elsewhere where another point stands', () =>
  assert.equal(boxes([label('a', 100, 100)], [boxAround({ x: 130, y: 100 })]).get('a')?.x, 30));

test('the name of a region stands over its middle', () =>
  assert.deepEqual(boxes([label('a', 100, 100, { isRegion: true })]).get('a'), {
    x: 70,
    y: 78,
    width: 60,
    height: 12,
  }));

test('the more important label is placed, the other only where it fits', () => {
  const inTheWay = [40, 160].map((x) => boxAround({ x, y: 100 }));
  const rows = [80, 120].map((y) => ({ x: 0, y, width: 300, height: 10 }));
  const placed = boxes([label('a', 100, 100), label('b', 101, 100)], [...inTheWay, ...rows]);
  assert.deepEqual([...placed.keys()], []);
  const crowd = Array.from({ length: 12 }, (_, i) => label(`k${i}`, 150, 100));
  const some = boxes(crowd);
  assert.ok(some.has('k0') && some.size === 4, `${some.size} around one place`);
});

test('the name of a region gives way to points and other names, but not far', () => {
  const region = label('a', 150, 100, { isRegion: true });
  const row = (y: number): Box => ({ x: 0, y, width: 300, height: 10 });
  assert.equal(boxes([region], [row(80)]).get('a')?.y, 110);
  const rows = Array.from({ length: 14 }, (_, i) => row(i * 15));
  assert.equal(boxes([region], rows).size, 0);
  const names = ['a', 'b'].map((id) => label(id, 150, 100, { isRegion: true, width: 200 }));
  const [first, second] = [...boxes(names).values()];
  assert.ok(first && second && !overlaps(first, second));
});

test('no label leaves the room or covers another', () => {
  const wanted = Array.from({ length: 60 }, (_, i) =>
    label(`k${i}`, (i * 37) % 300, (i * 53) % 200),
  );
  const placed = [...boxes(wanted).values()];
  assert.ok(placed.length > 10);
  for (const [i, box] of placed.entries()) {
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + 60 <= 300 && box.y + 12 <= 200);
    for (const other of placed.slice(0, i)) assert.ok(!overlaps(box, other));
  }
});

test('the heart is in the larger of two groups, not between them', () => {
  const large = [0, 10, 20].map((x) => ({ x, y: 0 }));
  const small = [{ x: 1000, y: 0 }];
  assert.deepEqual(heartOf([...small, ...large]), { x: 10, y: 0 });
  assert.equal(heartOf([]), undefined);
});

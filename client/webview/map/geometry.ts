// Owns plain geometry of the plots: points on the screen, and the nearest one in a direction.

/** In pixels from the left and the top. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

export type Direction = 'left' | 'right' | 'up' | 'down';

const UNIT: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** How much farther a point seems for each pixel that it lies beside the direction. */
const ASIDE = 2;

/**
 * The nearest candidate in the quarter of the plane that a direction faces. Every other point lies in one of
 * the four quarters, so that arrow keys lead on from everywhere. Undefined: there is none.
 */
export function nearestInDirection<T>(
  from: Point,
  direction: Direction,
  candidates: Iterable<readonly [T, Point]>,
): T | undefined {
  const unit = UNIT[direction];
  let nearest: T | undefined;
  let least = Infinity;
  for (const [name, { x, y }] of candidates) {
    const ahead = (x - from.x) * unit.x + (y - from.y) * unit.y;
    const aside = Math.abs((x - from.x) * unit.y) + Math.abs((y - from.y) * unit.x);
    const cost = ahead + ASIDE * aside;
    if (ahead <= 0 || aside > ahead || cost >= least) continue;
    [nearest, least] = [name, cost];
  }
  return nearest;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/**
 * The place for a box of this size at one of the four corners of a point: inside `room` and over as few of the
 * points to be seen as can be; where all are as good, below right.
 */
export function placeBeside(
  point: Point,
  size: Size,
  gap: number,
  room: Size,
  toBeSeen: readonly Point[],
): Point {
  const inside = (at: number, length: number, whole: number) =>
    Math.max(0, Math.min(at, whole - length));
  const rights = [point.x + gap, point.x - gap - size.width];
  const tops = [point.y + gap, point.y - gap - size.height];
  const places = tops.flatMap((y) =>
    rights.map((x) => {
      const box = {
        x: inside(x, size.width, room.width),
        y: inside(y, size.height, room.height),
        ...size,
      };
      // Moved inside, it may lie over the point itself, which is worse than anything.
      const hidden = toBeSeen.filter((other) => holds(box, other)).length;
      return { box, cost: hidden + (holds(box, point) ? toBeSeen.length + 1 : 0) };
    }),
  );
  return places.reduce((best, place) => (place.cost < best.cost ? place : best)).box;
}

function holds({ x, y, width, height }: Box, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

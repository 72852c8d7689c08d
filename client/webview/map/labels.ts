// Owns which labels fit on the map: the important ones first, none over another or over a point.
import { overlaps, type Box, type Point, type Size } from './geometry';

export interface WantedLabel extends Size {
  readonly id: string;
  /** Where what it names stands, and how far from there the label begins. */
  readonly at: Point;
  readonly gap: number;
  /** Stands over what it names instead of beside it, as the name of a region does. */
  readonly isRegion: boolean;
}

export interface PlacedLabel<L extends WantedLabel = WantedLabel> {
  readonly label: L;
  readonly box: Box;
}

/** Labels in order of importance; those that fit nowhere are left out. Costs wanted times boxes. */
export function placeLabels<L extends WantedLabel>(
  wanted: readonly L[],
  points: readonly Box[],
  room: Size,
): PlacedLabel<L>[] {
  const placed: PlacedLabel<L>[] = [];
  const isInside = ({ x, y, width, height }: Box) =>
    x >= 0 && y >= 0 && x + width <= room.width && y + height <= room.height;
  for (const label of wanted) {
    const inTheWay = [...placed.map(({ box }) => box), ...points];
    const box = boxesOf(label).find(
      (candidate) => isInside(candidate) && !inTheWay.some((other) => overlaps(candidate, other)),
    );
    if (box) placed.push({ label, box });
  }
  return placed;
}

/** Lines above and below, and shares of its width to the side, where the name of a region may stand: farther off it would name another. */
const REGION_LINES = [0, 1, 2, 3];
const REGION_SHIFTS = [0, 0.25, -0.25, 0.5, -0.5];

/** Where a label may stand, the best place first. */
function boxesOf({ at, gap, width, height, isRegion }: WantedLabel): Box[] {
  const centred = at.x - width / 2;
  const [above, below] = [at.y - gap - height, at.y + gap];
  if (isRegion) {
    return REGION_LINES.flatMap((line) =>
      [above - line * height, below + line * height].flatMap((y) =>
        REGION_SHIFTS.map((shift) => ({ x: centred + shift * width, y, width, height })),
      ),
    );
  }
  const middle = at.y - height / 2;
  return [
    { x: at.x + gap, y: middle, width, height },
    { x: at.x - gap - width, y: middle, width, height },
    { x: centred, y: above, width, height },
    { x: centred, y: below, width, height },
  ];
}

/** Pixels at which the pull of a fellow has sunk to half. */
const REACH = 50;

/** The point around which most of the points stand: the one nearest to its fellows. */
export function heartOf(points: readonly Point[]): Point | undefined {
  const closeness = ({ x, y }: Point) =>
    points.reduce((sum, other) => sum + REACH / (REACH + Math.hypot(other.x - x, other.y - y)), 0);
  let heart: Point | undefined;
  let most = -Infinity;
  for (const point of points) {
    const value = closeness(point);
    if (value > most) [heart, most] = [point, value];
  }
  return heart;
}

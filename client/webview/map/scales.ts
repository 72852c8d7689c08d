// Owns how figures become pixels: the size of a point by its uses, and its place on the map and in time.
import { scaleBand, scaleLinear, scaleSqrt, type ScaleBand } from 'd3-scale';
import type { MapRow } from '../../src/map/mapMessages';
import type { Field, Theme } from './field';
import type { Point, Size } from './geometry';

const SMALLEST_RADIUS = 5.5;
/** On the map; in the timeline points stand closer. */
export const LARGEST_RADIUS = { map: 14, timeline: 10 } as const;
/** Until a paper is used so often, none is drawn at full size. */
const FULL_USES = 6;
const MAP_MARGIN = { side: 60, top: 40, bottom: 34 };

/** Radius in pixels. The area grows with the uses, as the eye reads it. */
export function radiusScale(rows: readonly MapRow[], largest: number): (row: MapRow) => number {
  const most = Math.max(FULL_USES, ...rows.map((row) => row.uses));
  const scale = scaleSqrt([0, most], [SMALLEST_RADIUS, largest]);
  return (row) => scale(row.uses);
}

/** Places on the whole map, not zoomed. Both axes are stretched to the room: neither has a unit. */
export function mapPlaces(rows: readonly MapRow[], room: Size): ReadonlyMap<string, Point> {
  const { side, top, bottom } = MAP_MARGIN;
  const x = scaleLinear(extent(rows.map((row) => row.x)), [side, room.width - side]);
  const y = scaleLinear(extent(rows.map((row) => row.y)), [top, room.height - bottom]);
  return new Map(rows.map((row) => [row.key, { x: x(row.x), y: y(row.y) }]));
}

function extent(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 1, low + 1];
}

export interface Timeline {
  readonly places: ReadonlyMap<string, Point>;
  readonly years: ScaleBand<number>;
  /** By id of the theme. */
  readonly lanes: ScaleBand<string>;
  readonly size: Size;
}

const AXIS_HEIGHT = 28;
const LEAST_LANE = 26;
/** A lane has room for so much of each row of its fullest cell. */
const LEAST_LINE = 14;
const END_MARGIN = 12;
/** The pitch of points in a cell where there is room; in a full cell they stand closer. */
const PITCH = 22;

/**
 * A column for each year, a lane for each theme; papers of one cell stand in rows, left to right. The drawing
 * is as wide as the room, and higher where the lanes need it.
 */
export function timelinePlaces(
  { rows, themes }: Pick<Field, 'rows' | 'themes'>,
  room: Size,
  labelWidth: number,
): Timeline {
  const years = scaleBand(yearsOf(rows), [labelWidth, room.width - END_MARGIN]);
  const cells = new Map<string, MapRow[]>();
  for (const row of rows) {
    const name = `${row.theme}\n${row.year}`;
    cells.set(name, [...(cells.get(name) ?? []), row]);
  }
  const columns = Math.max(1, Math.floor(years.bandwidth() / PITCH));
  const fullest = Math.max(
    0,
    ...[...cells.values()].map((cell) => Math.ceil(cell.length / columns)),
  );
  const lane = Math.max(LEAST_LANE, fullest * LEAST_LINE);
  const height = Math.max(room.height, themes.length * lane + AXIS_HEIGHT);
  const lanes = scaleBand(
    themes.map((theme: Theme) => theme.id),
    [0, height - AXIS_HEIGHT],
  );
  const places = new Map<string, Point>();
  for (const cell of cells.values()) {
    const [first] = cell;
    if (!first) continue;
    const corner = { x: years(first.year) ?? 0, y: lanes(first.theme) ?? 0 };
    const cellSize = { width: years.bandwidth(), height: lanes.bandwidth() };
    packed(cell.length, columns, cellSize).forEach(({ x, y }, i) => {
      const row = cell[i];
      if (row) places.set(row.key, { x: corner.x + x, y: corner.y + y });
    });
  }
  return { places, years, lanes, size: { width: room.width, height } };
}

/** Every year from the first to the last: a year without papers says something, too. */
function yearsOf(rows: readonly MapRow[]): number[] {
  if (rows.length === 0) return [];
  const known = rows.map((row) => row.year);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Places of `count` points in rows of at most `most` around the middle of a cell, inside of it. */
function packed(count: number, most: number, { width, height }: Size): Point[] {
  const columns = Math.min(count, most);
  const lines = Math.ceil(count / columns);
  const pitch = { x: Math.min(PITCH, width / columns), y: Math.min(PITCH, height / lines) };
  return Array.from({ length: count }, (_, i) => {
    const line = Math.floor(i / columns);
    const inLine = Math.min(columns, count - line * columns);
    return {
      x: width / 2 + ((i % columns) - (inLine - 1) / 2) * pitch.x,
      y: height / 2 + (line - (lines - 1) / 2) * pitch.y,
    };
  });
}

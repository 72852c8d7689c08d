// Owns what the keys do on a plot.
import type { MapRow, PaperAction } from '../../src/map/mapMessages';
import type { Field } from './field';
import { nearestInDirection, type Direction, type Point } from './geometry';

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
]);

const ACTIONS: ReadonlyMap<string, PaperAction> = new Map([
  ['Enter', 'open'],
  [' ', 'open'],
  ['c', 'cite'],
  ['t', 'reveal'],
]);

export function directionOfKey(key: string): Direction | undefined {
  return DIRECTIONS.get(key);
}

export function actionOfKey(key: string): PaperAction | undefined {
  return ACTIONS.get(key.length === 1 ? key.toLowerCase() : key);
}

/** The paper that an arrow key leads to, among those that are shown. */
export function nextPaper(
  { field, places }: { readonly field: Field; readonly places: ReadonlyMap<string, Point> },
  key: string,
  direction: Direction,
): string | undefined {
  const from = places.get(key);
  if (!from) return undefined;
  const shown = field.rows.filter((row: MapRow) => field.isShown(row) && row.key !== key);
  return nearestInDirection(
    from,
    direction,
    shown.flatMap((row) => {
      const place = places.get(row.key);
      return place ? [[row.key, place] as const] : [];
    }),
  );
}

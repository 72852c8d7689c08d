// Owns the order of the table's rows.
import type { MapRow } from '../../src/map/mapMessages';

export const COLUMNS = ['title', 'authors', 'year', 'themeLabel', 'uses'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sort {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** Rows that are equal in the column stand by title. */
export function sortRows(
  rows: readonly MapRow[],
  { column, isDescending }: Sort,
): readonly MapRow[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort(
    (a, b) => sign * compare(a[column], b[column]) || compare(a.title, b.title),
  );
}

/** Another click on a column turns it round; figures begin with the largest. */
export function sortAfterClick({ column, isDescending }: Sort, clicked: Column): Sort {
  if (clicked === column) return { column, isDescending: !isDescending };
  return { column: clicked, isDescending: clicked === 'year' || clicked === 'uses' };
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { sensitivity: 'base' });
}

// Owns rows of the map for tests, with what a test does not care about filled in.
import type { MapRow } from '../../../client/src/map/mapMessages';

export function row(key: string, fields: Partial<MapRow> = {}): MapRow {
  return {
    key,
    title: `On ${key}`,
    label: key,
    authors: 'Fern',
    year: 2021,
    summary: 'Shows that roots grow.',
    theme: 'plants',
    themeLabel: 'Plants',
    x: 0,
    y: 0,
    uses: 0,
    related: [],
    ...fields,
  };
}

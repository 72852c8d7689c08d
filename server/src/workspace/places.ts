// Owns the loading of the places that the build gave to the shipped papers on the map of the field.
import { asRecord } from '../core/corpus/fieldReader';
import type { Places, Point } from '../core/index/mapPlaces';
import type { Host, Logger } from './host';

export const PLACES_FILE = 'corpus-map.json';

/** Per key `[x, y]`. Without a readable file no paper has a place yet, which is logged: the map places them all. */
export async function loadPlaces(host: Host, log: Logger): Promise<Places> {
  const path = host.join(host.corpusFolder, PLACES_FILE);
  try {
    return asPlaces(JSON.parse(await host.files.readText(path)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error(`${path}: the places on the map cannot be read: ${reason}`);
    return new Map();
  }
}

function asPlaces(value: unknown): Places {
  const record = asRecord(value);
  if (!record) throw new Error('it holds no places by key');
  return new Map(
    Object.entries(record).map(([key, place]): [string, Point] => {
      const [x, y] = Array.isArray(place) ? (place as unknown[]) : [];
      if (typeof x !== 'number' || typeof y !== 'number') throw new Error(`${key} has no place`);
      return [key, { x, y }];
    }),
  );
}

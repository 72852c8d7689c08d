// Owns the answer to the request for the map of the field, and what counts as a use of a paper.
import { fieldMap } from '../core/features/fieldMap';
import type { Places } from '../core/index/mapPlaces';
import type { Snapshot } from '../core/snapshot';
import { mapRequest, type MapResult } from '../protocol/messages';
import type { Host } from '../workspace/host';
import { loadPlaces } from '../workspace/places';
import { guarded } from './guard';
import type { Session } from './session';

export function serveMap({ connection, workspace, log, ready }: Session, host: Host): void {
  // Read with the first map: most sessions need none.
  let places: Promise<Places> | undefined;
  connection.onRequest(
    mapRequest,
    guarded<undefined, MapResult>(mapRequest, log, [], async () => {
      const placed = await (places ??= loadPlaces(host, log));
      await ready;
      const { snapshot } = workspace;
      return fieldMap(snapshot, placed, usesOfPapers(snapshot));
    }),
  );
}

/** Citations by the paper that they mean, whatever key a person's library gives it. */
function usesOfPapers({ cited, scope }: Snapshot): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const key of cited.keys()) {
    for (const { uri } of cited.placesOf(key)) {
      const paper = scope(uri).works.work(key)?.paper;
      if (paper) uses.set(paper.key, (uses.get(paper.key) ?? 0) + 1);
    }
  }
  return uses;
}

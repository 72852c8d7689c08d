// Owns where a key is defined and used: in the libraries that apply, and in the notes of the workspace.
import { placeIn, type FilePlace } from '../../library/filePlace';
import { placesOfKey } from '../../library/keys';
import type { CitedPlace } from '../../index/citationIndex';
import type { Library } from '../../library/library';
import type { Snapshot } from '../../snapshot';
import { keyAt } from './keyAt';

/** A place in a file, or the page of a paper that stands in no file of the person's. */
export type Definition = FilePlace | { readonly paper: string };

/** Where the work cited or named at `offset` is defined: its entry, or the paper's page. */
export function definitionOf(snapshot: Snapshot, uri: string, offset: number): Definition[] {
  const document = snapshot.document(uri);
  const at = document && keyAt(document, offset);
  if (!at) return [];
  const { works } = snapshot.scope(uri);
  const entries = works.libraries.flatMap(({ library }) => {
    const entry = library.entry(at.key);
    return entry ? [placeIn(library, { section: entry.section, span: entry.keySpan })] : [];
  });
  if (entries.length > 0) return entries;
  const work = works.work(at.key);
  if (work?.found) {
    const { library, entry } = work.found;
    return [placeIn(library, { section: entry.section, span: entry.keySpan })];
  }
  return work?.paper ? [{ paper: work.paper.key }] : [];
}

/** Where a key is used, in notes and libraries; with its definitions, if wanted. */
export function referencesOf(
  snapshot: Snapshot,
  uri: string,
  offset: number,
  withDefinition: boolean,
): FilePlace[] {
  const document = snapshot.document(uri);
  const at = document && keyAt(document, offset);
  if (!at) return [];
  const inNotes = citedPlaces(snapshot, uri, at.key).map(({ uri: note, start, end }) => ({
    file: { uri: note },
    start,
    end,
  }));
  return [...inNotes, ...placesInLibraries(snapshot, uri, at.key, withDefinition)];
}

function placesInLibraries(
  snapshot: Snapshot,
  uri: string,
  key: string,
  withDefinition: boolean,
): FilePlace[] {
  return librariesAround(snapshot, uri).flatMap((library) =>
    placesOfKey(library, key)
      .filter(({ isDefinition }) => withDefinition || !isDefinition)
      .map((found) => placeIn(library, found)),
  );
}

/** Where notes cite a key and mean the same libraries as the document does: two projects may share a key. */
export function citedPlaces(snapshot: Snapshot, uri: string, key: string): CitedPlace[] {
  const paths = librariesAround(snapshot, uri)
    .filter((library) => library.entry(key) !== undefined)
    .map(({ path }) => path);
  const places = snapshot.cited.placesOf(key);
  if (paths.length === 0) return places;
  const isSame = new Map<string, boolean>();
  return places.filter(({ uri: note }) => {
    const known = isSame.get(note);
    if (known !== undefined) return known;
    const same = snapshot.scope(note).libraries.some(({ path }) => paths.includes(path));
    isSame.set(note, same);
    return same;
  });
}

/** Those that apply to the document, or itself where it is a library. */
export function librariesAround(snapshot: Snapshot, uri: string): Library[] {
  const own = snapshot.document(uri)?.library;
  if (own) return [own];
  return snapshot.scope(uri).works.libraries.map(({ library }) => library);
}

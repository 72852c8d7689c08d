// Owns the renaming of a key: in every note of the workspace and in the libraries, nowhere else.
import { placeIn, type FilePlace } from '../../library/filePlace';
import { placesOfKey } from '../../library/keys';
import type { Snapshot } from '../../snapshot';
import { isBareKey } from '../../syntax/citationKey';
import type { Span } from '../../text/span';
import { keyAt } from './keyAt';
import { citedPlaces, librariesAround } from './places';

export interface Renaming {
  readonly edits: readonly (FilePlace & { readonly newText: string })[];
}

/** Why a key cannot be renamed, in a sentence for the person. */
export interface Refusal {
  readonly refusal: string;
}

/** What no library format and no citation syntax takes in a key. */
const FORBIDDEN = /[\s{}(),"'#%~\\@;[\]]/u;

/** The key that would be renamed at `offset`, or why none can be. */
export function prepareRename(
  snapshot: Snapshot,
  uri: string,
  offset: number,
): { readonly span: Span; readonly key: string } | Refusal {
  const document = snapshot.document(uri);
  const at = document && keyAt(document, offset);
  if (!at) return { refusal: 'There is no citation key here.' };
  if (librariesWith(snapshot, uri, at.key).length === 0) {
    return snapshot.scope(uri).works.work(at.key)
      ? { refusal: `@${at.key} is the key of a corpus, not of one of your libraries.` }
      : { refusal: `@${at.key} is in no library, so there is no entry to rename.` };
  }
  return { span: at.span, key: at.key };
}

/** Complete: all notes have been read before this is asked. Keys that only begin with the old one stay. */
export function rename(
  snapshot: Snapshot,
  uri: string,
  offset: number,
  newKey: string,
): Renaming | Refusal {
  const prepared = prepareRename(snapshot, uri, offset);
  if ('refusal' in prepared) return prepared;
  const { key } = prepared;
  if (newKey === '' || FORBIDDEN.test(newKey)) {
    return {
      refusal: `"${newKey}" cannot be a key: spaces, braces, quotes and commas cannot stand in one.`,
    };
  }
  const libraries = librariesWith(snapshot, uri, key);
  const taken = libraries.find((library) => library.entry(newKey) !== undefined);
  if (taken && newKey !== key) return { refusal: `@${newKey} is already a key in ${taken.path}.` };
  const made = libraries.find((library) => {
    const span = library.entry(key)?.keySpan;
    return span?.start === span?.end;
  });
  if (made)
    return {
      refusal: `@${key} stands nowhere in ${made.path}: it was made from the entry's authors and year.`,
    };
  const inLibraries = libraries.flatMap((library) =>
    placesOfKey(library, key).map((found) => ({ ...placeIn(library, found), newText: newKey })),
  );
  const inNotes = citedPlaces(snapshot, uri, key).map(({ uri: note, start, end, isBraced }) => ({
    file: { uri: note },
    start,
    end,
    newText: isBraced || isBareKey(newKey) ? newKey : `{${newKey}}`,
  }));
  return { edits: [...inLibraries, ...inNotes] };
}

function librariesWith(snapshot: Snapshot, uri: string, key: string) {
  return librariesAround(snapshot, uri).filter((library) => library.entry(key) !== undefined);
}

// Owns what is kept to find the entries of one library: by words, by names in prose, by identity.
import type { Entry } from '../library/entry';
import type { Library } from '../library/library';
import { buildEntryIndex, type EntryIndex } from './entryIndex';
import { buildEntryNames, type EntryNames } from './entryNames';
import { IdentityIndex } from './identityIndex';

export interface LibraryIndex {
  readonly library: Library;
  readonly search: EntryIndex;
  readonly names: EntryNames;
  readonly identities: IdentityIndex;
}

/** Indexes a library in steps. With the index of its last version, the cost is that of what changed. */
export function* indexLibrary(
  library: Library,
  previous?: LibraryIndex,
): Generator<unknown, LibraryIndex> {
  const identities = new IdentityIndex(library, previous?.identities);
  yield* identities.prepare();
  if (!previous) {
    const search = yield* buildEntryIndex(library.entries);
    const names = yield* buildEntryNames(library.entries);
    return { library, search, names, identities };
  }
  const [before, now] = [new Set(previous.library.entries), new Set(library.entries)];
  const removed = new Set(previous.library.entries.filter((entry) => !now.has(entry)));
  const added = library.entries.filter((entry: Entry) => !before.has(entry));
  const search = yield* previous.search.with(removed, added);
  const names = yield* previous.names.with(removed, added);
  return { library, search, names, identities };
}

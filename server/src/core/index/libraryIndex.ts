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
  const { removed, added } = changesBetween(previous.library.entries, library.entries);
  const search = yield* previous.search.with(removed, added);
  const names = yield* previous.names.with(removed, added);
  return { library, search, names, identities };
}

/** What is the same at both ends is passed over: most changes are at one place. */
function changesBetween(before: readonly Entry[], now: readonly Entry[]) {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === now[now.length - 1 - end])
    end++;
  const [old, fresh] = [
    before.slice(start, before.length - end),
    now.slice(start, now.length - end),
  ];
  const [known, kept] = [new Set(old), new Set(fresh)];
  return {
    removed: new Set(old.filter((entry) => !kept.has(entry))),
    added: fresh.filter((entry) => !known.has(entry)),
  };
}

// Owns what the bytes of a library file mean: its entries, indexed.
import { indexLibrary, type LibraryIndex } from '../core/index/libraryIndex';
import { bibtex } from '../core/library/bibtex/bibtex';
import { formatOf } from '../core/library/formats';
import { readLibrary, type Library } from '../core/library/library';
import { runAtOnce } from './slices';
import type { FileReader } from './watchedFiles';

/** V8's slices keep the whole text alive; what was encoded and decoded stands for itself. */
function own(slice: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(slice));
}

/**
 * For open documents, which are no larger than an editor takes; what did not change is kept from `previous`. One that says
 * of itself that it is a library, and not by its name of which kind, is BibTeX: no other has a language in editors.
 */
export function readAtOnce(path: string, text: string, previous: Library | undefined): Library {
  const format = formatOf(path, text) ?? bibtex;
  return runAtOnce(readLibrary({ path, format, text }, own, previous));
}

export const libraryReader: FileReader<LibraryIndex> = {
  *read(path, { text, isAscii }, previous) {
    const format = formatOf(path, text);
    if (!format) return undefined;
    // Slices of the first text keep alive what is needed anyway, and are no larger than copies if each letter is a byte.
    const keep = isAscii && !previous ? (slice: string) => slice : own;
    const library = yield* readLibrary({ path, format, text }, keep, previous?.library);
    return yield* indexLibrary(library, previous?.library.format === format ? previous : undefined);
  },
  isOf: ({ library }, text) => library.isOf(text),
  isHalfWritten: (next, previous) =>
    next.library.entries.length < previous.library.entries.length && endsAbruptly(next),
};

/** Nothing is in it, or its last entry is not closed. */
function endsAbruptly({ library }: LibraryIndex): boolean {
  const last = library.sections[library.sections.length - 1]?.section;
  if (!last || library.entries.length === 0) return true;
  const end = last.text.trimEnd().length;
  return last.problems.some((problem) => problem.code === 'syntax' && problem.end >= end);
}

// Owns the fix for a library that a note names and that is not there.
import { lastName } from '../../../text/paths';
import type { LibraryState, Scope } from '../../../snapshot';
import type { Span } from '../../../text/span';
import type { Fix } from './fix';

const BIBTEX = /\.bib(?:tex)?$/i;

/** Named by the note itself, in the one format that can be begun with nothing. */
export function isMissing({ status, reason, path }: LibraryState): boolean {
  return status === 'missing' && reason === 'document' && BIBTEX.test(path);
}

export function missingLibraryFixes({ libraries }: Scope, { start, end }: Span): Fix[] {
  return libraries.flatMap((library): Fix[] => {
    const { path, span } = library;
    if (!span || !isMissing(library) || span.start > end || span.end < start) return [];
    const title = `Create ${lastName(path)}`;
    return [{ title, mends: 'library-not-found', edits: [], creates: { path, text: '' } }];
  });
}

// Owns the fix for a library that a note names and that is not there.
import { formatOf } from '../../../library/formats';
import { lastName } from '../../../text/paths';
import type { LibraryState, Scope } from '../../../snapshot';
import { touches, type Span } from '../../../text/span';
import type { Fix } from './fix';

/** Named by the note itself, in the one format that can be begun with nothing. */
export function isMissing({ status, reason, path }: LibraryState): boolean {
  return status === 'missing' && reason === 'document' && formatOf(path, '')?.name === 'bibtex';
}

export function missingLibraryFixes({ libraries }: Scope, at: Span): Fix[] {
  return libraries.flatMap((library): Fix[] => {
    const { path, span } = library;
    if (!span || !isMissing(library) || !touches(span, at)) return [];
    const title = `Create ${lastName(path)}`;
    return [{ title, mends: 'library-not-found', edits: [], creates: { path, text: '' } }];
  });
}

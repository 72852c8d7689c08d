// Owns what can be wrong in the front matter of a note: fields that name libraries, and the entries that it lists itself.
import { unreadableFields } from '../../library/metadata';
import type { LibraryState } from '../../snapshot';
import { frontMatterEnd } from '../../syntax/frontMatter';
import type { Diagnostic } from './diagnostic';
import { libraryDiagnostics } from './libraryDiagnostics';

export function frontMatterDiagnostics(
  text: string,
  libraries: readonly LibraryState[],
): readonly Diagnostic[] {
  const head = text.slice(0, frontMatterEnd(text));
  return [...unreadable(head), ...libraries.flatMap(inlineEntries)];
}

function unreadable(head: string): Diagnostic[] {
  return unreadableFields(head).map(({ key, reason, start, end }) => ({
    code: 'front-matter',
    message: `"${key}" cannot be read, what it named before holds: ${reason}`,
    start,
    end,
  }));
}

/** The note's own list of entries is the one library that no text names. Nothing need cite it. */
function inlineEntries({ reason, span, index }: LibraryState): readonly Diagnostic[] {
  if (reason !== 'document' || span || !index) return [];
  return libraryDiagnostics(index.library, index.identities, undefined);
}

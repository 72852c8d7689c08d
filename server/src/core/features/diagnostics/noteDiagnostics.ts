// Owns what can be wrong in a note: keys that no library has, libraries that cannot be read, years that disagree.
import type { LibraryState, Scope } from '../../snapshot';
import type { Block, Citation, ParsedDocument } from '../../syntax/document';
import { lastName } from '../../text/paths';
import { shift } from '../../text/span';
import type { Diagnostic } from './diagnostic';
import { frontMatterDiagnostics } from './frontMatterDiagnostics';
import { unsuppressedInNote } from './suppression';
import { wrongYear } from './wrongYear';

/** While a library is still being read, nothing is said about keys that it may have. */
export function noteDiagnostics(scope: Scope, note: ParsedDocument): readonly Diagnostic[] {
  const isLoading = scope.libraries.some(({ status }) => status === 'loading');
  const found = note.blocks.flatMap((block) =>
    block.facts.citations
      .filter(({ kind }) => kind === 'work')
      .flatMap((citation) => [
        ...(isLoading ? [] : aboutKey(scope, block, citation)),
        ...aboutMention(scope, block, citation),
      ]),
  );
  return unsuppressedInNote(note, [
    ...frontMatterDiagnostics(note.text, scope.libraries),
    ...aboutLibraries(scope.libraries),
    ...found,
  ]);
}

function aboutKey({ works, libraries }: Scope, block: Block, citation: Citation): Diagnostic[] {
  // Without libraries there is nothing to compare with: the note may mean anything by `@`.
  if (libraries.length === 0) return [];
  const { key } = citation;
  const work = works.work(key);
  if (work?.found && work.found.library.entry(key)) return [];
  const at = { ...shift({ start: citation.start, end: citation.end }, block.start), key };
  const searched = libraries.map(({ path }) => lastName(path)).join(', ');
  if (!work) {
    const message = `No entry has the key "${key}". Searched: ${searched}, and the corpora.`;
    return [{ code: 'unknown-key', message, ...at }];
  }
  const own = work.found?.entry.key;
  const message =
    own === undefined
      ? `"${key}" is a paper of the corpus, but has no entry in ${searched}: the exported text would lack it.`
      : `"${key}" is the corpus' key of this paper; in ${searched} it stands as "${own}".`;
  return [{ code: 'missing-entry', message, ...at }];
}

function aboutMention({ works }: Scope, block: Block, citation: Citation): Diagnostic[] {
  const found = wrongYear(works, block, citation);
  if (!found) return [];
  const { span, written, year } = found;
  const message = `The text says ${written}, but "${citation.key}" is of ${year}.`;
  return [{ code: 'mention-mismatch', message, key: citation.key, ...span }];
}

/** Told where the note names the library; those that settings name are told by the status item. */
function aboutLibraries(libraries: readonly LibraryState[]): Diagnostic[] {
  return libraries.flatMap(({ span, path, status, message }): Diagnostic[] => {
    if (!span || message === undefined) return [];
    const code = status === 'missing' ? 'library-not-found' : 'library-unreadable';
    return [{ code, message: `${lastName(path)}: ${message}`, start: span.start, end: span.end }];
  });
}

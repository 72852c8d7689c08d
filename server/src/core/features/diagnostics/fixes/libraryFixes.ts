// Owns the fixes in a library file: a double that goes.
import type { Entry } from '../../../library/entry';
import type { Library } from '../../../library/library';
import type { Span } from '../../../text/span';
import type { Diagnostic } from '../diagnostic';
import type { Fix } from './fix';

/** Fixes for one diagnostic of the file. */
export function libraryFixes(
  library: Library,
  diagnostic: Pick<Diagnostic, 'code' | 'start'>,
): Fix[] {
  if (diagnostic.code !== 'duplicate-key' && diagnostic.code !== 'duplicate-work') return [];
  const entry = library.entries.find(
    (one) => library.spanIn(one.section, one.keySpan).start === diagnostic.start,
  );
  if (!entry) return [];
  const span = withLineEnds(library, entry);
  const title = `Remove this entry of "${entry.key}"`;
  return [{ title, mends: diagnostic.code, edits: [{ span, newText: '' }] }];
}

/** With the empty line behind it, so that no gap is left. */
function withLineEnds(library: Library, entry: Entry): Span {
  const { start, end } = library.spanIn(entry.section, entry);
  const behind = /^[ \t]*(?:\r?\n){0,2}/.exec(entry.section.text.slice(entry.end))?.[0] ?? '';
  return { start, end: end + behind.length };
}

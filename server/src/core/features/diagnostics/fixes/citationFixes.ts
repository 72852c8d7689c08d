// Owns the fixes at a citation: a key that is meant, and the entry that its library lacks.
import type { LibraryIndex } from '../../../index/libraryIndex';
import { lastName } from '../../../text/paths';
import { entryTextFor } from '../../../render/entryText';
import type { Scope, Snapshot } from '../../../snapshot';
import { isBareKey } from '../../../syntax/citationKey';
import type { Citation, ParsedDocument } from '../../../syntax/document';
import { shift, type Edit } from '../../../text/span';
import type { Work } from '../../../works/work';
import type { Library } from '../../../library/library';
import { isMissing } from './missingLibrary';
import { bibliographyLine } from './bibliographyLine';
import type { FileEdit, Fix } from './fix';

/** So many keys are offered for one that is unknown. */
const NEAREST = 3;
export const NEW_LIBRARY = 'references.bib';

/** Fixes for one citation, which starts in its block at `base`. */
export function citationFixes(
  snapshot: Snapshot,
  scope: Scope,
  note: ParsedDocument,
  base: number,
  citation: Citation,
): Fix[] {
  const { key } = citation;
  const work = scope.works.work(key);
  if (work?.found?.library.entry(key)) return [];
  const known = work ?? elsewhere(snapshot, key);
  return [
    ...(work?.found ? [useKey(base, citation, work.found.entry.key, 'missing-entry')] : []),
    ...(known && !work?.found ? addEntry(scope, note, known, key) : []),
    ...(work ? [] : nearest(scope, base, citation)),
  ];
}

/** An entry of a library that does not apply here. */
function elsewhere({ libraries }: Snapshot, key: string): Work | undefined {
  for (const { library } of libraries) {
    const entry = library.entry(key);
    if (entry) return { key, found: { library, entry } };
  }
  return undefined;
}

function nearest({ works }: Scope, base: number, citation: Citation): Fix[] {
  return works
    .nearestKeys(citation.key, NEAREST)
    .map((key, i) => ({ ...useKey(base, citation, key, 'unknown-key'), isPreferred: i === 0 }));
}

function useKey(base: number, citation: Citation, key: string, mends: Fix['mends']): Fix {
  const isBraced = citation.end > citation.keySpan.end;
  const newText = isBraced || isBareKey(key) ? key : `{${key}}`;
  const edit: Edit = { span: shift(citation.keySpan, base), newText };
  return { title: `Change to @${key}`, ...(mends ? { mends } : {}), edits: [edit] };
}

/** To the first library that applies and can be written; where none applies, to a new one. */
function addEntry(scope: Scope, note: ParsedDocument, work: Work, key: string): Fix[] {
  const mends = work.paper ? 'missing-entry' : 'unknown-key';
  const target = scope.works.libraries.find(isWritable)?.library;
  if (target) {
    const title = `Add the entry to ${lastName(target.path)}`;
    return [{ title, mends, isPreferred: true, edits: [], elsewhere: [atEnd(target, work, key)] }];
  }
  const missing = scope.libraries.find(isMissing);
  if (missing) {
    const creates = { path: missing.path, text: entryTextFor(work, key, undefined) };
    const title = `Create ${lastName(missing.path)} with this entry`;
    return [{ title, mends, isPreferred: true, edits: [], creates }];
  }
  if (scope.libraries.length > 0) return [];
  return [
    {
      title: `Create ${NEW_LIBRARY} with this entry`,
      edits: [bibliographyLine(note, NEW_LIBRARY)],
      creates: { path: NEW_LIBRARY, text: entryTextFor(work, key, undefined) },
    },
  ];
}

function isWritable({ library }: LibraryIndex): boolean {
  return library.format.name === 'bibtex';
}

/** Behind all that is there, with an empty line before it, as the file itself separates entries. */
export function atEnd(library: Library, work: Work, key: string): FileEdit {
  const last = library.sections[library.sections.length - 1]?.section;
  const place = last ? library.positionIn(last, last.text.length) : { line: 0, character: 0 };
  const text = last?.text ?? '';
  const lineEnd = /\r\n/.test(text) ? '\r\n' : '\n';
  const gap =
    text === '' || /\n\s*\n$/.test(text) ? '' : text.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
  const newText = gap + entryTextFor(work, key, library);
  return { file: { path: library.path }, start: place, end: place, newText };
}

// Owns the list of what can be mended at a place; each kind is a file beside this one.
import type { OpenDocument, Scope, Snapshot } from '../../../snapshot';
import { blockAt, type Block, type Citation } from '../../../syntax/document';
import { shift, type Span } from '../../../text/span';
import type { Diagnostic } from '../diagnostic';
import { citationFixes } from './citationFixes';
import type { Fix } from './fix';
import { libraryFixes } from './libraryFixes';
import { mentionFixes } from './mentionFixes';
import { missingLibraryFixes } from './missingLibrary';
import { wrongYear } from '../wrongYear';
import { suppress } from './suppress';

/** What the person sees of a diagnostic, and asks to have mended. */
export type Shown = Pick<Diagnostic, 'code' | 'start' | 'end'>;

/**
 * Fixes for what touches `span`, in document offsets; those that mend something first. Editors ask with each move of
 * the cursor, so `shown` are the diagnostics that they show, and nothing is checked anew.
 */
export function fixesAt(
  snapshot: Snapshot,
  uri: string,
  span: Span,
  shown: readonly Shown[],
): Fix[] {
  const document = snapshot.document(uri);
  if (!document) return [];
  const diagnostics = shown.filter(({ start, end }) => start <= span.end && end >= span.start);
  return [
    ...noteFixes(snapshot, document, span),
    ...diagnostics.flatMap((found) =>
      document.library ? libraryFixes(document.library, found) : [],
    ),
    ...diagnostics.flatMap((found) => suppress(document, found)),
  ];
}

/** The year in the text, which stands before the citation. */
function yearFix({ works }: Scope, block: Block, citation: Citation, span: Span): Fix[] {
  const found = citation.kind === 'work' ? wrongYear(works, block, citation) : undefined;
  if (!found || found.span.start > span.end || found.span.end < span.start) return [];
  const newText = String(found.year);
  const title = `Change ${found.written} to ${newText}`;
  return [{ title, mends: 'mention-mismatch', edits: [{ span: found.span, newText }] }];
}

function noteFixes(snapshot: Snapshot, { uri, note }: OpenDocument, span: Span): Fix[] {
  if (!note) return [];
  const scope = snapshot.scope(uri);
  const ofLibraries = missingLibraryFixes(scope, span);
  const block = blockAt(note, span.start);
  if (!block) return ofLibraries;
  const citations = block.facts.citations.filter(({ kind, ...citation }) => {
    const { start, end } = shift(citation, block.start);
    return kind === 'work' && start <= span.end && end >= span.start;
  });
  const years = block.facts.citations.flatMap((one) => yearFix(scope, block, one, span));
  return [
    ...ofLibraries,
    ...years,
    ...citations.flatMap((one) => citationFixes(snapshot, scope, note, block.start, one)),
    ...mentionFixes(snapshot, scope, note, block, span),
  ];
}

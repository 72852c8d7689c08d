// Owns the list of what can be mended at a place; each kind is a file beside this one.
import type { OpenDocument, Snapshot } from '../../../snapshot';
import { blockAt } from '../../../syntax/document';
import { shift, touches, type Span } from '../../../text/span';
import type { Diagnostic } from '../diagnostic';
import { citationFixes } from './citationFixes';
import type { Fix } from './fix';
import { libraryFixes } from './libraryFixes';
import { mentionFixes } from './mentionFixes';
import { missingLibraryFixes } from './missingLibrary';
import { suppress } from './suppress';
import { yearFix } from './yearFix';

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
  const diagnostics = shown.filter((one) => touches(one, span));
  return [
    ...noteFixes(snapshot, document, span),
    ...diagnostics.flatMap((found) =>
      document.library ? libraryFixes(document.library, found) : [],
    ),
    ...diagnostics.flatMap((found) => suppress(document, found)),
  ];
}

function noteFixes(snapshot: Snapshot, { uri, note }: OpenDocument, span: Span): Fix[] {
  if (!note) return [];
  const scope = snapshot.scope(uri);
  const ofLibraries = missingLibraryFixes(scope, span);
  const block = blockAt(note, span.start);
  if (!block) return ofLibraries;
  const citations = block.facts.citations.filter(
    (one) => one.kind === 'work' && touches(shift(one, block.start), span),
  );
  const years = block.facts.citations.flatMap((one) => yearFix(scope, block, one, span));
  return [
    ...ofLibraries,
    ...years,
    ...citations.flatMap((one) => citationFixes(snapshot, scope, note, block.start, one)),
    ...mentionFixes(snapshot, scope, note, block, span),
  ];
}

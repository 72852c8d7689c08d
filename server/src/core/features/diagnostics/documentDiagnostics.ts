// Owns what can be wrong in a document, whatever its kind.
import type { Snapshot } from '../../snapshot';
import { corpusDiagnostics } from './corpusDiagnostics';
import type { Diagnostic } from './diagnostic';
import { libraryDiagnostics } from './libraryDiagnostics';
import { noteDiagnostics } from './noteDiagnostics';
import { unsuppressedInNote } from './suppression';

/** Entries that nothing cites are looked for on request: in a large library they are thousands. */
export function diagnosticsOf(
  snapshot: Snapshot,
  uri: string,
  { unused = false } = {},
): readonly Diagnostic[] {
  const document = snapshot.document(uri);
  if (!document) return [];
  const ofCorpus = corpusDiagnostics(snapshot, document);
  const { note } = document;
  if (note)
    return [...unsuppressedInNote(note, ofCorpus), ...noteDiagnostics(snapshot.scope(uri), note)];
  const { library, identities } = document;
  if (!library || !identities) return ofCorpus;
  const cited = unused && snapshot.areNotesRead ? snapshot.cited : undefined;
  return libraryDiagnostics(library, identities, cited);
}

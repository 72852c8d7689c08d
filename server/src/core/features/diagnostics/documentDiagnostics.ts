// Owns what can be wrong in a document, whatever its kind.
import type { Snapshot } from '../../snapshot';
import { IdentityIndex } from '../../index/identityIndex';
import { corpusDiagnostics } from './corpusDiagnostics';
import type { Diagnostic } from './diagnostic';
import { libraryDiagnostics } from './libraryDiagnostics';
import { noteDiagnostics } from './noteDiagnostics';
import { unsuppressedInNote } from './suppression';

export function diagnosticsOf(snapshot: Snapshot, uri: string): readonly Diagnostic[] {
  const document = snapshot.document(uri);
  if (!document) return [];
  const ofCorpus = corpusDiagnostics(snapshot, document);
  const { note } = document;
  if (note)
    return [...unsuppressedInNote(note, ofCorpus), ...noteDiagnostics(snapshot.scope(uri), note)];
  if (!document.library) return ofCorpus;
  const cited = snapshot.areNotesRead ? snapshot.cited : undefined;
  return libraryDiagnostics(document.library, new IdentityIndex(document.library), cited);
}

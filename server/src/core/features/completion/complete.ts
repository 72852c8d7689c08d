// Owns the list of what can be completed; each kind is a file beside this one.
import { methodCard } from '../../render/methodCard';
import { paperCard } from '../../render/paperCard';
import type { Snapshot } from '../../snapshot';
import { completeCitation } from './citations';
import type { Completion, CompletionItem } from './item';
import { completeSnippet } from './snippets';

/** What can be completed at `offset`, or undefined. */
export function complete(snapshot: Snapshot, uri: string, offset: number): Completion | undefined {
  const document = snapshot.document(uri);
  if (!document) return undefined;
  const citation = document.note && completeCitation(snapshot, document.note, offset);
  return citation ?? completeSnippet(snapshot, document, offset);
}

/** The documentation of an item, fetched when the person looks at it. */
export function describeItem(
  snapshot: Snapshot,
  item: Pick<CompletionItem, 'kind' | 'id'>,
): string | undefined {
  if (item.kind === 'citation') {
    const paper = snapshot.catalog.paper(item.id);
    return paper && paperCard(paper, snapshot.catalog, { actions: false, length: 'brief' });
  }
  const method = snapshot.catalog.method(item.id);
  return method && methodCard(method, snapshot.catalog);
}

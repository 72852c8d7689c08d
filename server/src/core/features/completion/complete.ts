// Owns the list of what can be completed; each kind is a file beside this one.
import type { DrawFormula } from '../../render/maths';
import { methodCard } from '../../render/methodCard';
import { workCard } from '../../render/workCard';
import type { Snapshot } from '../../snapshot';
import { completeInBibtex } from './bibtex';
import { completeCitation } from './citations';
import { completeInCorpus } from './corpus';
import type { Completion, CompletionItem } from './item';
import { completeSnippet } from './snippets';

/** What can be completed at `offset`, or undefined. */
export function complete(snapshot: Snapshot, uri: string, offset: number): Completion | undefined {
  const document = snapshot.document(uri);
  if (!document) return undefined;
  const inCorpus = completeInCorpus(snapshot, document, offset);
  if (inCorpus) return inCorpus;
  if (document.library) return completeInBibtex(document.library, offset);
  const citation = document.note && completeCitation(snapshot.scope(uri), document.note, offset);
  return citation ?? completeSnippet(snapshot, document, offset);
}

/** The documentation of an item, fetched when the person looks at it. */
export function describeItem(
  snapshot: Snapshot,
  uri: string,
  item: Pick<CompletionItem, 'kind' | 'id'>,
  draw?: DrawFormula,
): string | undefined {
  if (item.kind === 'citation') {
    const work = snapshot.scope(uri).works.work(item.id);
    return work && workCard(work, snapshot.catalog, { actions: false, length: 'brief', draw });
  }
  if (item.kind === 'bibtex' || item.kind === 'corpus') return undefined;
  const method = snapshot.catalog.method(item.id);
  return method && methodCard(method, snapshot.catalog, { withPaper: true, draw });
}

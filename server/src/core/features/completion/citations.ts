// Owns the completion of citations: which papers, in which order, and what is inserted.
import type { Paper } from '../../corpus/paper';
import { rankedSearch } from '../../index/rankedSearch';
import type { Hit } from '../../index/searchIndex';
import type { Snapshot } from '../../snapshot';
import { citationContextAt, type CitationContext } from '../../syntax/citationContext';
import { isBareKey } from '../../syntax/citationKey';
import type { ParsedDocument } from '../../syntax/document';
import { fold } from '../../text/fold';
import { plainTitle, shortAuthors } from '../../works/authors';
import { MAX_ITEMS, type Completion, type CompletionItem } from './item';

/** Completion of the citation in the making at `offset`, or undefined where there is none. */
export function completeCitation(
  snapshot: Snapshot,
  note: ParsedDocument,
  offset: number,
): Completion | undefined {
  const context = citationContextAt(
    note,
    offset,
    (key) => snapshot.catalog.paper(key) !== undefined,
  );
  if (!context) return undefined;
  const papers = rank(snapshot, note, context.query).slice(0, MAX_ITEMS);
  const typed = note.text.slice(context.typed.start, context.typed.end);
  return { items: papers.map((paper) => toItem(paper, context, typed)), isIncomplete: true };
}

/** Exact key, then keys that begin so, then papers that the note cites already, then by relevance. */
function rank(snapshot: Snapshot, note: ParsedDocument, query: string): Paper[] {
  const uses = usesInNote(note);
  const wanted = fold(query.trim());
  const found =
    wanted === ''
      ? [...snapshot.catalog.papers].sort((a, b) => b.year - a.year || (a.key < b.key ? -1 : 1))
      : hits(snapshot, query).flatMap(({ key }) => snapshot.catalog.paper(key) ?? []);
  const byPrefix =
    wanted === ''
      ? []
      : snapshot.catalog.papers.filter((paper) => fold(paper.key).startsWith(wanted));
  const grade = (paper: Paper) => {
    const key = fold(paper.key);
    if (key === wanted) return 3;
    if (wanted !== '' && key.startsWith(wanted)) return 2;
    return uses.has(paper.key) ? 1 : 0;
  };
  // Sorting is stable: within a grade, relevance stays; among the used ones, the more often used go first.
  return [...new Set([...found, ...byPrefix])].sort(
    (a, b) =>
      grade(b) - grade(a) || (grade(a) < 2 ? (uses.get(b.key) ?? 0) - (uses.get(a.key) ?? 0) : 0),
  );
}

/** Papers with every word of the query, where there are any; else those with some. */
function hits(snapshot: Snapshot, query: string): readonly Hit[] {
  const all = rankedSearch(snapshot.searches, query);
  const complete = all.filter((hit) => hit.isComplete);
  return complete.length > 0 ? complete : all;
}

function usesInNote(note: ParsedDocument): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { facts } of note.blocks) {
    for (const { key } of facts.citations) uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return uses;
}

function toItem(paper: Paper, context: CitationContext, typed: string): CompletionItem {
  const needsBraces = !context.braced && !isBareKey(paper.key);
  const newText = `${context.before}${needsBraces ? `{${paper.key}}` : paper.key}${context.after}`;
  return {
    kind: 'citation',
    label: paper.key,
    description: `${shortAuthors(paper)} ${paper.year}`,
    detail: plainTitle(paper.title),
    newText,
    isSnippet: false,
    insert: context.typed,
    replace: context.whole,
    filterText: typed,
    id: paper.key,
  };
}

// Owns the completion of citations: which works, in which order, and what is inserted.
import { authorsAndYear } from '../../render/workCard';
import type { Scope } from '../../snapshot';
import { citationContextAt, type CitationContext } from '../../syntax/citationContext';
import { isBareKey } from '../../syntax/citationKey';
import type { ParsedDocument } from '../../syntax/document';
import { fold } from '../../text/fold';
import { plainTitle } from '../../works/authors';
import { lineOf, type Work } from '../../works/work';
import { MAX_ITEMS, type Completion, type CompletionItem } from './item';

/** Completion of the citation in the making at `offset`, or undefined where there is none. */
export function completeCitation(
  { works }: Scope,
  note: ParsedDocument,
  offset: number,
): Completion | undefined {
  const context = citationContextAt(note, offset, (key) => works.work(key) !== undefined);
  if (!context) return undefined;
  const uses = usesInNote(note);
  const query = context.query.trim();
  const found =
    query === ''
      ? [...cited(works, uses), ...works.latest(MAX_ITEMS)]
      : [...works.withKeyPrefix(fold(query), MAX_ITEMS), ...works.search(query, MAX_ITEMS)];
  const typed = note.text.slice(context.typed.start, context.typed.end);
  const items = ordered(found, uses, fold(query)).slice(0, MAX_ITEMS);
  return { items: items.map((work) => toItem(work, context, typed)), isIncomplete: true };
}

function cited(works: Scope['works'], uses: ReadonlyMap<string, number>): Work[] {
  return [...uses.keys()].flatMap((key) => works.work(key) ?? []);
}

/** Exact key, then keys that begin so, then works that the note cites already, then by relevance. */
function ordered(
  found: readonly Work[],
  uses: ReadonlyMap<string, number>,
  query: string,
): readonly Work[] {
  const graded = new Map<string, { work: Work; grade: number; uses: number }>();
  for (const work of found) {
    if (graded.has(work.key)) continue;
    const key = fold(work.key);
    const used = uses.get(work.key) ?? 0;
    const isPrefix = query !== '' && key.startsWith(query);
    const grade = key === query ? 3 : isPrefix ? 2 : used > 0 ? 1 : 0;
    graded.set(work.key, { work, grade, uses: grade < 2 ? used : 0 });
  }
  // Sorting is stable: what is alike stays in the order of relevance.
  return [...graded.values()]
    .sort((a, b) => b.grade - a.grade || b.uses - a.uses)
    .map(({ work }) => work);
}

function usesInNote(note: ParsedDocument): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { facts } of note.blocks) {
    for (const { kind, key } of facts.citations) {
      if (kind === 'work') uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  return uses;
}

function toItem(work: Work, context: CitationContext, typed: string): CompletionItem {
  const needsBraces = !context.braced && !isBareKey(work.key);
  const newText = `${context.before}${needsBraces ? `{${work.key}}` : work.key}${context.after}`;
  return {
    kind: 'citation',
    label: work.key,
    description: authorsAndYear(work),
    detail: plainTitle(lineOf(work).title),
    newText,
    isSnippet: false,
    insert: context.typed,
    replace: context.whole,
    filterText: typed,
    id: work.key,
  };
}

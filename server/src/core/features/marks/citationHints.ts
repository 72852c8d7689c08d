// Owns the hints that tell authors and year behind a bare key.
import { authorsAndYear } from '../../render/workCard';
import type { Scope } from '../../snapshot';
import type { BlockFacts, ParsedDocument } from '../../syntax/document';
import type { Span } from '../../text/span';
import type { Work } from '../../works/work';

export type HintDensity = 'off' | 'sparse' | 'all';

export interface CitationHint {
  /** Document offset behind the citation. */
  readonly offset: number;
  readonly label: string;
  readonly work: Work;
}

/** A paragraph with more citations than that is dense: hints would bury it. */
const DENSE = 3;

/** Hints for the citations in `range` whose key says too little. */
export function citationHints(
  { works }: Scope,
  note: ParsedDocument,
  range: Span,
  density: HintDensity,
): CitationHint[] {
  if (density === 'off') return [];
  return note.blocks
    .filter(({ start, facts }) => start < range.end && start + facts.text.length > range.start)
    .filter(({ facts }) => density === 'all' || citationsOfWorks(facts).length <= DENSE)
    .flatMap(({ start, facts }) =>
      citationsOfWorks(facts).flatMap((citation): CitationHint[] => {
        const work = works.work(citation.key);
        const label = work && authorsAndYear(work);
        if (!work || !label) return [];
        return [{ offset: start + citation.end, label, work }];
      }),
    );
}

function citationsOfWorks(facts: BlockFacts) {
  return facts.citations.filter(({ kind }) => kind === 'work');
}

// Owns which work a place in a note is about: by citation, identifier or name.
import { blockAt, type ParsedDocument } from '../syntax/document';
import { contains, shift, type Span } from '../text/span';
import type { Work } from '../works/work';
import type { MentionIndex } from './mentionIndex';
import type { Works } from './works';

export interface Subject {
  readonly work: Work;
  /** Further works that the name may stand for: `Smith et al. (2019)` of a productive year. */
  readonly others: readonly Work[];
  /** Exactly the citation, identifier or name, in document offsets. */
  readonly span: Span;
}

/**
 * The work at `offset`, or undefined. An unknown key or identifier is no subject; without `mentions`,
 * names in prose are none either.
 */
export function subjectAt(
  document: ParsedDocument,
  offset: number,
  works: Works,
  mentions: MentionIndex | undefined,
): Subject | undefined {
  const block = blockAt(document, offset);
  if (!block) return undefined;
  const { facts, start } = block;
  const at = offset - start;
  const found = ([work, ...others]: readonly (Work | undefined)[], span: Span) =>
    work && {
      work,
      others: others.filter((other) => other !== undefined),
      span: { start: span.start, end: span.end },
    };
  const citation = facts.citations.find((one) => contains(one, at));
  if (citation) return found([works.work(citation.key)], shift(citation, start));
  const identifier = facts.identifiers.find((one) => contains(one, at));
  if (identifier) return found([works.workOf(identifier)], shift(identifier, start));
  if (!mentions) return undefined;
  const mention = mentions.mentionsIn(document, block).find((one) => contains(one, offset));
  if (mention) return found([works.ofPaper(mention.paper)], mention);
  const named = works.namesIn(facts).find((one) => contains(one, at));
  return named && found(named.works, shift(named, start));
}

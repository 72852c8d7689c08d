// Owns the fixes that turn what names a work into a citation: an arXiv id, a DOI, a title, a name with a year.
import type { Scope, Snapshot } from '../../../snapshot';
import { isBareKey } from '../../../syntax/citationKey';
import type { Block, ParsedDocument } from '../../../syntax/document';
import { shift, touches, type Span } from '../../../text/span';
import type { Fix } from './fix';

/** Names and identifiers in `block` that touch `span` (document offsets), where nothing cites the work there yet. */
export function mentionFixes(
  { mentions }: Snapshot,
  { works }: Scope,
  note: ParsedDocument,
  block: Block,
  span: Span,
): Fix[] {
  const { facts, start } = block;
  const identifiers = facts.identifiers.flatMap((identifier): Fix[] => {
    const at = shift({ start: identifier.start, end: identifier.end }, start);
    const work = touches(at, span) ? works.workOf(identifier) : undefined;
    return work ? [replaceBy(note.text, at, work.key)] : [];
  });
  const named = works.namesIn(facts).flatMap(({ works: meant, ...found }): Fix[] => {
    const at = shift({ start: found.start, end: found.end }, start);
    if (!touches(at, span)) return [];
    // A name with its year is what a citation in the text is rendered as; a title stays and gets one.
    const isAuthorYear = /\d{4}[a-z]?[)\]]?$/.test(note.text.slice(at.start, at.end));
    return meant.map(({ key }) =>
      isAuthorYear ? replaceInText(at, key) : citeBehind(note.text, at, key),
    );
  });
  const papers = mentions
    .mentionsIn(note, block)
    .filter((one) => touches(one, span))
    .map(({ paper, ...at }) => citeBehind(note.text, at, works.ofPaper(paper).key));
  return [...identifiers, ...named, ...papers].filter(({ edits }) => edits.length > 0);
}

/** An address in angle brackets goes with them; one that is a link's target is not touched. */
function replaceBy(text: string, { start, end }: Span, key: string): Fix {
  const isBracketed = text[start - 1] === '<' && text[end] === '>';
  const span = isBracketed ? { start: start - 1, end: end + 1 } : { start, end };
  return {
    title: `Replace by a citation of @${key}`,
    edits: [{ span, newText: `[${cite(key)}]` }],
  };
}

function replaceInText({ start, end }: Span, key: string): Fix {
  return {
    title: `Replace by @${key}`,
    edits: [{ span: { start, end }, newText: cite(key) }],
  };
}

function citeBehind(text: string, { end }: Span, key: string): Fix {
  const follows = /^\s*\[[^\]]*@/.test(text.slice(end, end + 100));
  const edit = { span: { start: end, end }, newText: ` [${cite(key)}]` };
  return { title: `Cite @${key} here`, edits: follows ? [] : [edit] };
}

function cite(key: string): string {
  return isBareKey(key) ? `@${key}` : `@{${key}}`;
}

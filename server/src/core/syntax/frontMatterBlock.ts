// Owns what the front matter of a note says in prose: the works that are listed without being cited, and the abstract.
import type { Span } from '../text/span';
import { citationKeyAt, EVERYTHING } from './citationKey';
import { isCrossReference } from './crossReference';
import type { BlockFacts, Citation } from './document';
import { identifiersIn } from './identifiers';
import { yamlFields } from './yamlFields';

export const FRONT_MATTER = 'FrontMatter';
/** Pandoc reads all fields as Markdown; in others, an `@` mostly begins somebody's handle. */
const IN_PROSE = new Set(['nocite', 'abstract']);
const CODE = /`+[^`]*`+/g;

/** `head` is the front matter from the note's first character on. Undefined where it says nothing in prose. Linear. */
export function readFrontMatter(head: string): BlockFacts | undefined {
  const { fields } = yamlFields(head);
  const prose = fields
    .filter(({ key }) => IN_PROSE.has(key))
    .flatMap(({ valueStart, end }) => withoutCode(head, { start: valueStart, end }));
  if (prose.length === 0) return undefined;
  return {
    kind: FRONT_MATTER,
    text: head,
    prose,
    citations: prose.flatMap((run) => citationsIn(head, run)),
    clusters: [],
    identifiers: prose.flatMap((run) => identifiersIn(head, run)),
    fences: [],
  };
}

function withoutCode(text: string, { start, end }: Span): Span[] {
  const runs: Span[] = [];
  let from = start;
  for (const { 0: code, index } of text.slice(start, end).matchAll(CODE)) {
    if (start + index > from) runs.push({ start: from, end: start + index });
    from = start + index + code.length;
  }
  return from < end ? [...runs, { start: from, end }] : runs;
}

function citationsIn(text: string, { start, end }: Span): Citation[] {
  return [...text.slice(start, end).matchAll(/@/g)].flatMap(({ index }): Citation[] => {
    const at = start + index;
    const found = citationKeyAt(text, at);
    if (!found) return [];
    const { key } = found;
    return [
      {
        key,
        start: at,
        end: found.end,
        keySpan: { start: found.start, end: found.start + key.length },
        kind: key === EVERYTHING ? 'everything' : isCrossReference(key) ? 'crossReference' : 'work',
        suppressesAuthor: false,
      },
    ];
  });
}

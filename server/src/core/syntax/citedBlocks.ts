// Owns the reading of a note for its citations alone, as of the many that are not open.
import { blanked, blanksOf } from './blanks';
import { readCitations } from './blockFacts';
import type { Citation, ParsedDocument } from './document';
import { readFrontMatter } from './frontMatterBlock';
import { noteParser } from './markdownGrammar';

/** The citations of a top-level block, in offsets from its start. */
export interface CitedBlock {
  readonly start: number;
  readonly citations: readonly Citation[];
}

/** Without the sign, the insides of a paragraph need not be read. */
const parser = noteParser.configure({
  parseInline: [
    {
      name: 'Uncited',
      parse: ({ offset, end, text }, _, pos) => (pos === offset && !text.includes('@') ? end : -1),
      before: 'PlainWords',
    },
  ],
});

/** The same citations as those of the whole note (parseMarkdown), at two thirds of its cost or less. Linear. */
export function citedBlocks(text: string): CitedBlock[] {
  if (!text.includes('@')) return [];
  const blanks = blanksOf(text);
  const head = readFrontMatter(text.slice(0, blanks.frontMatter))?.citations ?? [];
  const blocks: CitedBlock[] = head.length > 0 ? [{ start: 0, citations: head }] : [];
  const { topNode } = parser.parse(blanked(text, blanks));
  for (let node = topNode.firstChild; node; node = node.nextSibling) {
    const own = text.slice(node.from, node.to);
    if (!own.includes('@')) continue;
    const citations = readCitations(node, own);
    if (citations.length > 0) blocks.push({ start: node.from, citations });
  }
  return blocks;
}

/** Those of a note that is read as a whole. */
export function citedIn({ blocks }: ParsedDocument): CitedBlock[] {
  return blocks.flatMap(({ start, facts: { citations } }) =>
    citations.length > 0 ? { start, citations } : [],
  );
}

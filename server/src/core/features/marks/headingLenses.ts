// Owns the line over a heading that tells how many works its section cites, and how many of them are unknown.
import type { Scope } from '../../snapshot';
import type { Block, ParsedDocument } from '../../syntax/document';
import type { Span } from '../../text/span';

export interface HeadingLens {
  /** Of the heading, in document offsets. */
  readonly span: Span;
  readonly title: string;
}

const LEVELS: ReadonlyMap<string, number> = new Map([
  ...[1, 2, 3, 4, 5, 6].map((level): [string, number] => [`ATXHeading${level}`, level]),
  ['SetextHeading1', 1],
  ['SetextHeading2', 2],
]);

/** A section reaches to the next heading of its level or above. Linear in blocks times the depth of headings. */
export function headingLenses({ works }: Scope, note: ParsedDocument): HeadingLens[] {
  const open: { level: number; block: Block; keys: Set<string> }[] = [];
  const closed: typeof open = [];
  for (const block of note.blocks) {
    const level = LEVELS.get(block.facts.kind);
    if (level !== undefined) {
      while ((open[open.length - 1]?.level ?? 0) >= level) closed.push(...open.splice(-1));
      open.push({ level, block, keys: new Set() });
    }
    for (const { kind, key } of block.facts.citations)
      if (kind === 'work') for (const heading of open) heading.keys.add(key);
  }
  return [...closed, ...open]
    .filter(({ keys }) => keys.size > 0)
    .sort((a, b) => a.block.start - b.block.start)
    .map(({ block, keys }) => ({
      span: { start: block.start, end: block.start + block.facts.text.length },
      title: titleOf(keys.size, [...keys].filter((key) => !works.work(key)).length),
    }));
}

function titleOf(cited: number, unknown: number): string {
  const works = cited === 1 ? '1 work' : `${cited} works`;
  return unknown === 0 ? `${works} cited` : `${works} cited, ${unknown} of them unknown`;
}

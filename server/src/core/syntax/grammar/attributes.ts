// Owns attributes in braces, as they follow code, links, images, spans and headings: `{#id .class key="value"}`.
import type { InlineContext } from '@lezer/markdown';
import { matchEnd } from './scan';

const ATTRIBUTE = String.raw`#[\p{L}\p{N}_:.-]+|\.[\p{L}\p{N}_:.-]+|-|=\w+|[\p{L}_:][\p{L}\p{N}_:.-]*=(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|[^\s"'}]*)`;
const ATTRIBUTES = String.raw`\{\s*(?:(?:${ATTRIBUTE})(?:\s+|(?=\})))*\}`;
const HERE = new RegExp(ATTRIBUTES, 'uy');
const AT_END_OF_HEADING = new RegExp(
  String.raw`(?<=^|\s)${ATTRIBUTES}(?=\s*(?:\n\s*[=-]+\s*)?$)`,
  'u',
);

/** Adds the attributes at `pos`, if any stand there; the offset behind them. */
export function addAttributes(cx: InlineContext, pos: number): number {
  const end = cx.char(pos) === 123 ? matchEnd(HERE, cx.text, pos - cx.offset) : -1;
  return end < 0 ? pos : cx.addElement(cx.elt('Attributes', pos, cx.offset + end));
}

/** Where the attributes of a heading begin, or -1. */
export function headingAttributesStart(heading: string): number {
  return heading.includes('{') ? heading.search(AT_END_OF_HEADING) : -1;
}

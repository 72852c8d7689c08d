// Owns blocks that run up to a closing sign, over blank lines too: comments, environments of TeX, `<pre>`.
import type { BlockContext, Line } from '@lezer/markdown';

/**
 * Reads lines until `closing` tells the offset behind the closing sign in one of them, or -1. What is never
 * closed ends with what holds it. The rest of the last line is prose.
 */
export function parseRawBlock(
  cx: BlockContext,
  line: Line,
  node: string,
  opening: number,
  closing: (text: string, from: number) => number,
): true {
  const from = cx.lineStart + line.pos;
  const stays = staysInside(cx, line);
  let end = closing(line.text, line.pos + opening);
  while (end < 0) {
    if (!cx.nextLine() || !stays(line)) {
      cx.addElement(cx.elt(node, from, cx.prevLineEnd()));
      return true;
    }
    end = closing(line.text, line.basePos);
  }
  const behind = cx.lineStart + end;
  const lineEnd = cx.lineStart + line.text.length;
  const rest = line.text.slice(end);
  const raw = cx.elt(node, from, behind);
  if (rest.trim() === '') cx.addElement(raw);
  else {
    const prose = cx.parser.parseInline(rest, behind);
    cx.addElement(cx.elt('Paragraph', from, lineEnd, [raw, ...prose]));
  }
  cx.nextLine();
  return true;
}

/** Whether a later line still belongs to the quotations and list items that hold the first one. */
function staysInside(cx: BlockContext, { baseIndent }: Line): (line: Line) => boolean {
  let quotes = 0;
  for (let depth = 0; depth < cx.depth; depth++) {
    if (cx.parentType(depth).name === 'Blockquote') quotes++;
  }
  return (line) =>
    line.markers.length >= quotes && (line.next < 0 || line.baseIndent >= baseIndent - quotes);
}

// Owns blocks of one line that are no prose: definitions of link labels, and the fences of divs.
import type { BlockContext, Line } from '@lezer/markdown';
import { cites } from './brackets';
import { matchEnd } from './scan';

const COLON = 58;
const BRACKET = 91;
const CODE_INDENT = 4;
const TITLE = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))`;
const TITLE_LINE = new RegExp(`^[ \\t>]*${TITLE}[ \\t]*$`);
const LABEL = /\[(?!\^)((?:[^[\]\\]|\\.)+)\]:[ \t]*/y;
/** In angle brackets, or words of which none could begin a title or attributes. */
const SOURCE = String.raw`(?:<[^<>]*>|(?!\[)[^\s"'(<{]\S*(?:[ \t]+[^\s"'({]\S*)*)`;
const DEFINITION = new RegExp(
  String.raw`${SOURCE}(?:[ \t]+${TITLE})?(?:[ \t]+\{[^{}]*\})?[ \t]*$`,
  'y',
);
const DIV_FENCE = /:{3,}[ \t]*(?:\{[^{}]*\}|[^\s{}:]+)?[ \t]*:*[ \t]*$/y;

/**
 * Defines the label of a link, as Pandoc reads it: spaces may stand in the source, and a label does
 * not cite. Source or title may stand on the next line.
 */
export function parseLinkReference(cx: BlockContext, line: Line): boolean {
  if (line.next !== BRACKET || line.indent >= line.baseIndent + CODE_INDENT) return false;
  const label = matchEnd(LABEL, line.text, line.pos);
  if (label < 0 || cites(line.text.slice(line.pos, label))) return false;
  const from = cx.lineStart + line.pos;
  const isBelow = label === line.text.length;
  const source = isBelow ? cx.peekLine().trim() : line.text;
  if (matchEnd(DEFINITION, source, isBelow ? 0 : label) < 0) return false;
  if (isBelow) cx.nextLine();
  if (TITLE_LINE.test(cx.peekLine())) cx.nextLine();
  cx.nextLine();
  cx.addElement(cx.elt('LinkReference', from, cx.prevLineEnd()));
  return true;
}

export function isDivFence(line: Line): boolean {
  return line.next === COLON && matchEnd(DIV_FENCE, line.text, line.pos) > 0;
}

/** Opens or closes a fenced div, which is transparent: its content stands as if it were not there. */
export function parseDivFence(cx: BlockContext, line: Line): boolean {
  if (!isDivFence(line)) return false;
  const from = cx.lineStart + line.pos;
  cx.nextLine();
  cx.addElement(cx.elt('DivFence', from, cx.prevLineEnd()));
  return true;
}

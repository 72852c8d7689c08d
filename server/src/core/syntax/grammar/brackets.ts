// Owns square brackets and what may follow them: the target of a link, a label, attributes.
import { InlineContext } from '@lezer/markdown';
import { citationKeyAt, isEscaped } from '../citationKey';
import { addAttributes } from './attributes';
import { linkTargetEnd } from './linkTarget';
import { LONGEST, matchEnd } from './scan';

const OPEN = 91;
const CLOSE = 93;
const LONGEST_WORD = 500;
const LABEL = /\[(?!\^)(?:[^[\]\\]|\\[^]){0,999}\]/y;

/**
 * At the closing bracket, what it encloses becomes one node. Whether that is a cluster, the text of a
 * link or nothing in particular is for its reader to say (`cluster.ts`).
 */
export function parseBracketEnd(cx: InlineContext, next: number, pos: number): number {
  if (next !== CLOSE) return -1;
  const index = cx.findOpeningDelimiter(InlineContext.linkStart);
  const from = index === null ? undefined : cx.getDelimiterAt(index)?.from;
  if (index === null || from === undefined || pos - from > LONGEST) return -1;
  const content = cx.takeContent(index);
  const end = cx.addElement(cx.elt('Brackets', from, pos + 1, content));
  return isNote(cx.text, from - cx.offset) ? end : addBehind(cx, end);
}

/** Whether brackets that begin at `start` are those of an image. */
export function isImage(text: string, start: number): boolean {
  return text[start - 1] === '!' && !isEscaped(text, start - 1);
}

/** Or of a note within the text, `^[…]`: nothing attaches to it. A circumflex may also end a superscript. */
export function isNote(text: string, start: number): boolean {
  if (text[start - 1] !== '^' || isEscaped(text, start - 1)) return false;
  const [word = ''] = /\S*$/.exec(text.slice(Math.max(0, start - LONGEST_WORD), start - 1)) ?? [];
  return word.replace(/\\.|\^\[/g, '').split('^').length % 2 === 1;
}

function addBehind(cx: InlineContext, pos: number): number {
  const at = pos - cx.offset;
  const target = linkTargetEnd(cx.text, at);
  if (target > 0) return addAttributes(cx, addNode(cx, 'LinkTarget', pos, target));
  const label = cx.char(pos) === OPEN ? matchEnd(LABEL, cx.text, at) : -1;
  if (label > 0 && !cites(cx.text.slice(at, label))) return addNode(cx, 'LinkLabel', pos, label);
  return addAttributes(cx, pos);
}

function addNode(cx: InlineContext, name: string, from: number, end: number): number {
  return cx.addElement(cx.elt(name, from, cx.offset + end));
}

/** Where a citation stands, Pandoc sees a cluster and no label. */
export function cites(text: string): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (citationKeyAt(text, at)) return true;
  }
  return false;
}

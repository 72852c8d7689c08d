// Owns the grammar of notes: CommonMark with GitHub's additions, maths and citations, for the Lezer parser.
import {
  parser,
  GFM,
  type BlockContext,
  type InlineContext,
  type Line,
  type MarkdownConfig,
} from '@lezer/markdown';
import { citationKeyAt } from './citationKey';

const DOLLAR = 36;
const AT = 64;
const BRACKET = 91;

/** Inline maths: no space inside the dollars, no digit behind them. */
const INLINE = /\$(?!\s)(?:[^$\\]|\\[\s\S])*(?<!\s)\$(?!\d)/y;
const DISPLAY = /\$\$(?!\$)/y;

const FOOTNOTE_MARK = /\[\^[^\s[\]^]+\]/y;
const FOOTNOTE_DEFINITION = /\[\^[^\s[\]^]+\]:[ \t]*/y;
/** What is indented by so much belongs to the footnote above (Pandoc manual, "Footnotes"). */
const FOOTNOTE_INDENT = 4;

/** TeX maths between dollars, by Pandoc's rule. An attempt stops at the next dollar: linear in all. */
function parseMaths(cx: InlineContext, next: number, pos: number): number {
  if (next !== DOLLAR) return -1;
  const end = mathsEnd(cx.text, pos - cx.offset);
  return end < 0 ? -1 : cx.addElement(cx.elt('Maths', pos, cx.offset + end));
}

function mathsEnd(text: string, from: number): number {
  if (matchEnd(DISPLAY, text, from) > 0) {
    const close = text.indexOf('$$', from + 2);
    return close < 0 ? -1 : close + 2;
  }
  return matchEnd(INLINE, text, from);
}

function matchEnd(pattern: RegExp, text: string, from: number): number {
  const matcher = new RegExp(pattern);
  matcher.lastIndex = from;
  return matcher.test(text) ? matcher.lastIndex : -1;
}

function parseFootnoteMark(cx: InlineContext, next: number, pos: number): number {
  if (next !== BRACKET) return -1;
  const end = matchEnd(FOOTNOTE_MARK, cx.text, pos - cx.offset);
  return end < 0 ? -1 : cx.addElement(cx.elt('FootnoteMark', pos, cx.offset + end));
}

/**
 * Opens a footnote. It is a list item to the parser: it holds blocks by their indentation, and may go
 * on behind a blank line, which incremental parsing knows of list items only.
 */
function parseFootnote(cx: BlockContext, line: Line): null | false {
  const end = line.next === BRACKET ? matchEnd(FOOTNOTE_DEFINITION, line.text, line.pos) : -1;
  if (end < 0) return false;
  cx.startComposite('ListItem', line.pos, FOOTNOTE_INDENT);
  cx.addElement(cx.elt('FootnoteMark', cx.lineStart + line.pos, cx.lineStart + end));
  line.moveBase(end);
  return null;
}

function parseCitation(cx: InlineContext, next: number, pos: number): number {
  if (next !== AT) return -1;
  const found = citationKeyAt(cx.text, pos - cx.offset);
  return found ? cx.addElement(cx.elt('Citation', pos, cx.offset + found.end)) : -1;
}

const notes: MarkdownConfig = {
  defineNodes: ['Maths', 'Citation', 'FootnoteMark'],
  parseBlock: [{ name: 'Footnote', parse: parseFootnote, before: 'Blockquote' }],
  parseInline: [
    { name: 'FootnoteMark', parse: parseFootnoteMark, before: 'Link' },
    { name: 'Maths', parse: parseMaths, before: 'Emphasis' },
    { name: 'Citation', parse: parseCitation, before: 'Autolink' },
  ],
};

export const noteParser = parser.configure([GFM, notes]);

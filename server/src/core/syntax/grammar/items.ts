// Owns blocks that hold others by their indentation: footnotes, definitions, Pandoc's fancy list items.
import type { BlockContext, InlineContext, LeafBlock, Line } from '@lezer/markdown';
import { matchEnd } from './scan';

const BRACKET = 91;
const FOOTNOTE_MARK = /\[\^[^\s[\]^]+\]/y;
const FOOTNOTE_DEFINITION = /\[\^[^\s[\]^]+\]:[ \t]*/y;
/** What is indented by so much belongs to the footnote or definition above (Pandoc manual). */
const INDENT = 4;

const DEFINITION_MARK = /[:~](?=[ \t])/y;
const TABLE = /^.*\n[\s:|-]*-[\s:|-]*(?:\n|$)/;

const ROMAN = 'm*(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})';
const NUMBER = `(?:#|@(?:[_-]?[\\p{L}\\p{N}])*|[a-zA-Z]|(?=[ivxlcdm])${ROMAN}|(?=[IVXLCDM])${ROMAN.toUpperCase()})`;
/** One capital and a full stop begin a name, unless two spaces follow; `p. 3` is a page. */
const ITEM_MARK = new RegExp(
  `(?!p\\. \\d)(?:\\((?:\\d+|${NUMBER})\\)|(?![A-Z]\\.(?! {2}|\\t))${NUMBER}[.)])(?=[ \\t]|$)`,
  'uy',
);
/** Further in, the content of an item is code, and begins one column behind the mark. */
const CODE_COLUMNS = 5;

export function parseFootnoteMark(cx: InlineContext, next: number, pos: number): number {
  if (next !== BRACKET) return -1;
  const end = matchEnd(FOOTNOTE_MARK, cx.text, pos - cx.offset);
  return end < 0 ? -1 : cx.addElement(cx.elt('FootnoteMark', pos, cx.offset + end));
}

/**
 * Opens a footnote. It is a list item to the parser: it holds blocks by their indentation, and may go
 * on behind a blank line, which incremental parsing knows of list items only.
 */
export function parseFootnote(cx: BlockContext, line: Line): null | false {
  const end = line.next === BRACKET ? matchEnd(FOOTNOTE_DEFINITION, line.text, line.pos) : -1;
  if (end < 0) return false;
  open(cx, line, 'FootnoteMark', end, INDENT);
  line.moveBase(end);
  return null;
}

function opensDefinition(line: Line): boolean {
  return matchEnd(DEFINITION_MARK, line.text, line.pos) > 0;
}

/** Right below a line of text; below a table it is a caption, which holds no blocks. */
export function endsTerm(line: Line, { content }: LeafBlock): boolean {
  return opensDefinition(line) && !TABLE.test(content);
}

export function parseDefinition(cx: BlockContext, line: Line): null | false {
  if (!opensDefinition(line)) return false;
  const base = line.baseIndent;
  const content = columnOf(line, line.skipSpace(line.pos + 1));
  open(cx, line, 'ItemMark', line.pos + 1, INDENT);
  line.moveBaseColumn(Math.min(content, base + INDENT));
  return null;
}

/** Items of lists that CommonMark does not know: `(1)`, `a.`, `iv)`, `#.`, and the examples `(@)`, `(@label)`. */
export function parseFancyItem(cx: BlockContext, line: Line): null | false {
  const end = matchEnd(ITEM_MARK, line.text, line.pos);
  if (end < 0) return false;
  const base = line.baseIndent;
  const behindMark = columnOf(line, end);
  const text = line.skipSpace(end);
  const content = text === line.text.length ? Infinity : columnOf(line, text);
  const column = content < behindMark + CODE_COLUMNS ? content : behindMark + 1;
  open(cx, line, 'ItemMark', end, column - base);
  line.moveBaseColumn(column);
  return null;
}

function open(cx: BlockContext, line: Line, mark: string, end: number, indent: number): void {
  cx.startComposite('ListItem', line.pos, indent);
  cx.addElement(cx.elt(mark, cx.lineStart + line.pos, cx.lineStart + end));
}

function columnOf(line: Line, position: number): number {
  return line.countIndent(position, line.pos, line.indent);
}

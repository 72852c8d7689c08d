// Owns HTML as Pandoc sees it: tags, comments and verbatim elements are quiet, what tags enclose is prose.
import type { BlockContext, InlineContext, Line } from '@lezer/markdown';
import { parseRawBlock } from './rawBlock';
import { LONGEST, matchEnd } from './scan';

const LESS_THAN = 60;
const COMMENT = /<!--(?:-?>|[^]*?-->)/y;
const INSTRUCTION = /<\?[A-Za-z][^]*?\?>/y;
const TAG =
  /<(?:[A-Za-z][\w:-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?|\/[A-Za-z][\w:-]*[^<>]*)>/y;
const AUTOLINK =
  /<(?:[a-z][\w+.-]+:[^\s<>]+|\w[\w.!#$%&'*+/=?^`{|}~-]*@[a-z\d](?:[a-z\d.-]*[a-z\d])?)>/iy;
const VERBATIM = /<(pre|script|style|textarea)(?=[\s>])[^<>]*>/iy;
const DIV_LINE = /<(?:div(?:\s[^<>]*)?|\/div\s*)>[ \t]*$/iy;

export function parseHtml(cx: InlineContext, next: number, pos: number): number {
  if (next !== LESS_THAN) return -1;
  const at = pos - cx.offset;
  const found = (name: string, end: number) =>
    end < 0 ? undefined : cx.addElement(cx.elt(name, pos, cx.offset + end));
  return (
    found('Autolink', matchEnd(AUTOLINK, cx.text, at)) ??
    found('Comment', matchEnd(COMMENT, cx.text, at)) ??
    found('ProcessingInstruction', matchEnd(INSTRUCTION, cx.text, at)) ??
    found('HTMLTag', verbatimEnd(cx.text, at)) ??
    found('HTMLTag', matchEnd(TAG, cx.text, at)) ??
    -1
  );
}

function verbatimEnd(text: string, at: number): number {
  const element = verbatimAt(text, at);
  if (!element) return -1;
  const end = element.closing(text.slice(at, at + LONGEST), element.opening);
  return end < 0 ? -1 : at + end;
}

interface Verbatim {
  /** Length of the opening tag. */
  readonly opening: number;
  readonly closing: (text: string, from: number) => number;
}

function verbatimAt(text: string, at: number): Verbatim | undefined {
  const matcher = new RegExp(VERBATIM);
  matcher.lastIndex = at;
  const match = matcher.exec(text);
  return match ? { opening: match[0].length, closing: endOf(`</${match[1]}\\s*>`) } : undefined;
}

/** The offset behind the first match from an offset on, or -1. */
function endOf(pattern: string): (text: string, from: number) => number {
  const matcher = new RegExp(pattern, 'gi');
  return (text, from) => {
    matcher.lastIndex = from;
    return matcher.test(text) ? matcher.lastIndex : -1;
  };
}

/** Comments, instructions and verbatim elements that begin a line, and lines of nothing but `<div>`. */
export function parseHtmlBlock(cx: BlockContext, line: Line): boolean {
  if (line.next !== LESS_THAN) return false;
  const { text, pos } = line;
  if (text.startsWith('<!--', pos)) return parseRawBlock(cx, line, 'CommentBlock', 2, endOf('-->'));
  if (/^<\?[A-Za-z]/.test(text.slice(pos, pos + 3))) {
    return parseRawBlock(cx, line, 'ProcessingInstructionBlock', 2, endOf('\\?>'));
  }
  const verbatim = verbatimAt(text, pos);
  if (verbatim) return parseRawBlock(cx, line, 'HTMLBlock', verbatim.opening, verbatim.closing);
  const div = matchEnd(DIV_LINE, text, pos);
  if (div < 0) return false;
  cx.addElement(cx.elt('HTMLBlock', cx.lineStart + pos, cx.lineStart + div));
  cx.nextLine();
  return true;
}

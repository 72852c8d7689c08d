// Owns raw TeX: commands with their arguments, and environments.
import type { BlockContext, InlineContext, Line } from '@lezer/markdown';
import { parseRawBlock } from './rawBlock';
import { balancedEnd, LONGEST, matchEnd } from './scan';

const BACKSLASH = 92;
const COMMAND = /\\[A-Za-z][A-Za-z@]*\*?\d*(?:<[^<>\n]*>)?/y;
const VERBATIM = /\\verb\*?([^\sA-Za-z*]).*?\1/y;
const BEGIN = /\\begin\{[A-Za-z]+\*?\}/y;
const SPACES = /[ \t]*/y;
/** Their optional arguments stand anywhere, those of other commands only in front. */
const DEFINES = /\\(?:(?:re)?new(?:command|environment)|providecommand)\b/y;

export function parseRawTex(cx: InlineContext, next: number, pos: number): number {
  if (next !== BACKSLASH) return -1;
  const at = pos - cx.offset;
  const begin = matchEnd(BEGIN, cx.text, at);
  const end = begin < 0 ? commandEnd(cx.text, at) : environmentEnd(cx.text, at, begin);
  return end < 0 ? -1 : cx.addElement(cx.elt('RawTex', pos, cx.offset + end));
}

function commandEnd(text: string, at: number): number {
  const verbatim = matchEnd(VERBATIM, text, at);
  if (verbatim > 0) return verbatim;
  let end = matchEnd(COMMAND, text, at);
  if (end < 0) return -1;
  const defines = matchEnd(DEFINES, text, at) > 0;
  for (let isFirst = true; ; isFirst = false) {
    const open = matchEnd(SPACES, text, end);
    const pair = text[open] === '{' ? '{}' : '[]';
    if (pair === '[]' && !isFirst && !defines) return end;
    const behind = text[open] === pair[0] ? balancedEnd(text, open, pair) : -1;
    if (behind < 0) return end;
    end = behind;
  }
}

function environmentEnd(text: string, at: number, behindBegin: number): number {
  const closing = closingOf(text.slice(at, behindBegin));
  const end = closing(text.slice(at, at + LONGEST), behindBegin - at);
  return end < 0 ? -1 : at + end;
}

/** Finds the end of an environment, line for line: those of the same name nest. */
function closingOf(begin: string): (text: string, from: number) => number {
  const end = begin.replace('begin', 'end');
  let depth = 1;
  return (text, from) => {
    for (let at = from; ;) {
      const close = text.indexOf(end, at);
      const open = text.slice(at, close < 0 ? text.length : close).split(begin).length - 1;
      depth += open;
      if (close < 0) return -1;
      at = close + end.length;
      if (--depth === 0) return at;
    }
  };
}

export function opensEnvironment(line: Line): boolean {
  return line.next === BACKSLASH && matchEnd(BEGIN, line.text, line.pos) > 0;
}

/** An environment on lines of its own: blank lines stand in it, too. */
export function parseEnvironment(cx: BlockContext, line: Line): boolean {
  if (!opensEnvironment(line)) return false;
  const begin = line.text.slice(line.pos, matchEnd(BEGIN, line.text, line.pos));
  return parseRawBlock(cx, line, 'RawBlock', begin.length, closingOf(begin));
}

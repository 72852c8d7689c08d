// Owns TeX maths between dollars, by Pandoc's rule.
import type { InlineContext } from '@lezer/markdown';
import { matchEnd } from './scan';

const DOLLAR = 36;
/** No space inside the dollars, no digit behind them; in `\text{…}` dollars are its own. */
const INLINE =
  /\$(?!\s)(?:[^$\\]|\\text\{(?:[^{}]|\{[^{}]*\})*\}|\\(?!text\{)[^])*(?<!\s)\$(?!\d)/y;
const DISPLAY = /\$\$(?!\$)/y;

/** An attempt stops at the next dollar: linear in all. */
export function parseMaths(cx: InlineContext, next: number, pos: number): number {
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

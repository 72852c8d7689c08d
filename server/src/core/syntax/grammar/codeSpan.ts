// Owns code spans: backticks up to as many again, with attributes behind them.
import type { InlineContext } from '@lezer/markdown';
import { addAttributes } from './attributes';

const BACKTICK = 96;

/**
 * Of more backticks than ever close again, the first ones are mere signs. Linear in all: only a run longer
 * than all behind it is looked for up to the end.
 */
export function parseCodeSpan(cx: InlineContext, next: number, pos: number): number {
  if (next !== BACKTICK) return -1;
  let length = 1;
  while (cx.char(pos + length) === BACKTICK) length++;
  const closing = closingRuns(cx.text, pos + length - cx.offset, length);
  for (let size = length; size > 0; size--) {
    const at = closing.get(size);
    if (at === undefined) continue;
    const end = cx.offset + at + size;
    cx.addElement(cx.elt('InlineCode', pos + length - size, end));
    return addAttributes(cx, end);
  }
  return pos + length;
}

/** Where, for each length up to `longest`, the first run of so many backticks stands. */
function closingRuns(text: string, from: number, longest: number): ReadonlyMap<number, number> {
  const runs = new Map<number, number>();
  const matcher = /`+/g;
  matcher.lastIndex = from;
  for (let run = matcher.exec(text); run; run = matcher.exec(text)) {
    const { length } = run[0];
    if (length <= longest && !runs.has(length)) runs.set(length, run.index);
    if (length === longest) break;
  }
  return runs;
}

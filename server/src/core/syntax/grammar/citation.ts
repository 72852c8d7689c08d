// Owns where citations stand in prose.
import type { InlineContext } from '@lezer/markdown';
import { keyBehind, mayCiteAt } from '../citationKey';
import { matchEnd } from './scan';

const AT = 64;
/** What follows an `@` that cites nothing is one piece to Pandoc: a reference to an example. */
const LABEL = /@(?:[_-]?[\p{L}\p{N}])*/uy;

/** A citation, and those that follow it without a space: a key is no word, so that they are no addresses. */
export function parseCitation(cx: InlineContext, next: number, pos: number): number {
  if (next !== AT) return -1;
  let at = pos - cx.offset;
  let mayCite = mayCiteAt(cx.text, at);
  while (cx.text[at] === '@') {
    const found = mayCite ? keyBehind(cx.text, at) : undefined;
    if (found) cx.addElement(cx.elt('Citation', cx.offset + at, cx.offset + found.end));
    at = found?.end ?? matchEnd(LABEL, cx.text, at);
    mayCite = true;
  }
  return cx.offset + at;
}

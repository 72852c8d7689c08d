// Owns what stands between the items of a .bib file, and so where each begins.
import { isHead } from './delimiters';
import type { ScannedItem } from './item';
import { scanItem } from './scanItem';
import { AT, PERCENT, endOfLine } from './signs';

/**
 * Where the next item begins, from an offset outside of any; if that is not before `limit`, the first offset
 * behind `limit` that is in no comment. `passed` hears of each `@` that begins no item.
 */
export function nextHead(
  text: string,
  from: number,
  limit: number,
  passed?: (at: number) => void,
): number {
  let at = from;
  while (at < limit) {
    const sign = text.charCodeAt(at);
    if (sign === PERCENT) at = endOfLine(text, at);
    else {
      if (sign === AT) {
        if (isHead(text, at)) return at;
        passed?.(at);
      }
      at++;
    }
  }
  return at;
}

/** The items of `text`, which begins outside of any. */
export function* itemsOf(text: string): Generator<ScannedItem> {
  for (let at = nextHead(text, 0, text.length); at < text.length;) {
    const item = scanItem(text, at);
    yield item;
    at = nextHead(text, item.reach, text.length);
  }
}

// Owns what an item is read into, whatever its kind: an entry, a string, a preamble or a comment.
import { BodyScanner } from './bodyScanner';
import { closeOfBraces, matches } from './delimiters';
import type { ItemKind, ScannedItem } from './item';
import { BRACE, endOfWord, isBlank } from './signs';

/** A comment that begins with an entry takes it out of the file: it is read to its end, up to this length. */
const COMMENTED_OUT = /\{\s*@[a-z]+\s*[{(]/iy;
const LONGEST_COMMENTED_OUT = 16_384;

/** The item whose `@` stands at `start`. Linear in its reach. */
export function scanItem(text: string, start: number): ScannedItem {
  const typeEnd = endOfWord(text, start + 1);
  let open = typeEnd;
  while (isBlank(text.charCodeAt(open))) open++;
  const item: ScannedItem = {
    kind: kindOf(text, start, typeEnd),
    start,
    typeEnd,
    keyStart: open + 1,
    keyEnd: open + 1,
    end: open + 1,
    isClosed: true,
    fields: [],
    problems: [],
    reach: open + 1,
  };
  if (item.kind === 'comment') scanComment(text, item, open);
  else new BodyScanner(text, item, open).scan();
  item.reach = Math.max(item.reach, item.end);
  return item;
}

function kindOf(text: string, start: number, typeEnd: number): ItemKind {
  const length = typeEnd - start - 1;
  if (length < 'string'.length || length > 'preamble'.length) return 'entry';
  const type = text.slice(start + 1, typeEnd).toLowerCase();
  return type === 'string' || type === 'preamble' || type === 'comment' ? type : 'entry';
}

/** In braces. In parentheses the word alone is left out, as by BibTeX: what follows is text between items. */
function scanComment(text: string, item: ScannedItem, open: number): void {
  if (text.charCodeAt(open) !== BRACE) return;
  const isCode = matches(COMMENTED_OUT, text, open);
  const close = closeOfBraces(text, open, isCode ? open + LONGEST_COMMENTED_OUT : open);
  item.end = close < 0 ? ~close : close;
  item.isClosed = close >= 0;
  if (item.isClosed) return;
  const message = 'This comment is never closed.';
  item.problems.push({ code: 'syntax', message, start: item.start, end: item.typeEnd });
}

// Owns the quick way over plain words, of which most of a note consists: nothing of the grammar begins inside of them.
import type { InlineContext } from '@lezer/markdown';

const SPACE = 32;
const COLON = 58;
const AT = 64;
const W = 119;
/** An address may have so many signs before its `@`. */
const LONGEST_NAME = 100;

/** Up to the first place where something else could read on. Linear. */
export function passPlainWords(cx: InlineContext, next: number, pos: number): number {
  if (!isLetterOrDigit(next)) return -1;
  const { text, offset } = cx;
  let at = pos - offset;
  for (;;) {
    if (mayBeginUrl(text, at)) return at + offset > pos ? at + offset : -1;
    do at++;
    while (isLetterOrDigit(text.charCodeAt(at)));
    if (text.charCodeAt(at) !== SPACE || !isLetterOrDigit(text.charCodeAt(at + 1)))
      return at + offset;
    at++;
  }
}

/** Whether a bare address can begin at `at`: only where a word begins, with `www.` or a name before `:` or `@`. */
export function mayBeginUrl(text: string, at: number): boolean {
  if (!isOfName(text.charCodeAt(at)) || isOfWord(text.charCodeAt(at - 1))) return false;
  if (text.charCodeAt(at) === W && text.startsWith('www.', at)) return true;
  const longest = Math.min(text.length, at + LONGEST_NAME);
  let end = at + 1;
  while (end < longest && isOfName(text.charCodeAt(end))) end++;
  const behind = text.charCodeAt(end);
  return behind === AT || behind === COLON;
}

/** In ASCII; so with the others. */
function isLetterOrDigit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);
}

function isOfWord(unit: number): boolean {
  return isLetterOrDigit(unit) || unit === 95;
}

/** Of what may stand in an address before its `@`: `.`, `+` and `-`, too. */
function isOfName(unit: number): boolean {
  return isOfWord(unit) || unit === 46 || unit === 43 || unit === 45;
}

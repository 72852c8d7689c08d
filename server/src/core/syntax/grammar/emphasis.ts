// Owns which marks open and close emphasis: Pandoc's rule, which does not ask for punctuation around them.
import { InlineContext } from '@lezer/markdown';
import { endsInFullStop, endsInWord } from '../citationKey';

const ASTERISK = 42;
const UNDERSCORE = 95;
/** A longer row is text. */
const LONGEST = 3;
const WORD = /^[\p{L}\p{N}]/u;

/** No space follows what opens; within a word, underscores do neither. */
export function parseEmphasis(cx: InlineContext, next: number, pos: number): number {
  if (next !== ASTERISK && next !== UNDERSCORE) return -1;
  const isAsterisk = next === ASTERISK;
  let end = pos + 1;
  while (cx.char(end) === next) end++;
  if (end - pos > LONGEST) return end;
  const before = pos - cx.offset;
  const behind = cx.slice(end, Math.min(cx.end, end + 2));
  const isInWord = !isAsterisk && (endsInWord(cx.text, before) || endsInFullStop(cx.text, before));
  const opens = behind !== '' && !/^\s/.test(behind) && !isInWord;
  const closes = isAsterisk || !WORD.test(behind);
  const type = isAsterisk ? InlineContext.emphasisAsterisk : InlineContext.emphasisUnderscore;
  return cx.addDelimiter(type, pos, end, opens, closes);
}

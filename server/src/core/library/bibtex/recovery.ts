// Owns where a value ends whose brace or quote is never closed.
import { COMMA, trimEnd } from './signs';

/** A line that begins with a field. */
const NEXT_FIELD = /[\r\n][ \t]*[a-z][\w-]*[ \t]*=[ \t]*["{\w]/i;

/** Before the first line of `open`–`stop` that begins with a field, without the comma there; else undefined. */
export function endOfBroken(text: string, open: number, stop: number): number | undefined {
  const found = NEXT_FIELD.exec(text.slice(open, stop));
  if (!found) return undefined;
  const end = trimEnd(text, open, open + found.index);
  return text.charCodeAt(end - 1) === COMMA ? end - 1 : end;
}

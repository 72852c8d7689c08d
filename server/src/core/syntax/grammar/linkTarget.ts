// Owns the target of a link, `(source "title")`, as Pandoc reads it: spaces may stand in the source.
import { LONGEST, matchEnd } from './scan';

const ANGLED = /\(\s*<(?:[^>\n\\]|\\[^])*>/y;
const TITLE =
  /\s*(?:"(?:[^"\\]|\\[^]|"(?=[\p{L}\p{N}]))*"|'(?:[^'\\]|\\[^]|'(?=[\p{L}\p{N}]))*')?\s*\)/uy;
const SPACES = /\s+/y;

/** The offset behind the target that begins at `from`, or -1. */
export function linkTargetEnd(text: string, from: number): number {
  if (text[from] !== '(') return -1;
  const near = text.slice(from, from + LONGEST);
  const angled = matchEnd(ANGLED, near, 0);
  const end = angled < 0 ? behindSource(near) : matchEnd(TITLE, near, angled);
  return end < 0 ? -1 : from + end;
}

function behindSource(text: string): number {
  let depth = 0;
  for (let i = 1; i < text.length; i++) {
    const sign = text[i] ?? '';
    if (sign === '\\') i++;
    else if (sign === '(') depth++;
    else if (sign === ')' && --depth < 0) return i + 1;
    else if (/\s/.test(sign)) {
      const behind = matchEnd(SPACES, text, i);
      if (/["')]/.test(text[behind] ?? '')) return depth > 0 ? -1 : matchEnd(TITLE, text, i);
      i = behind - 1;
    }
  }
  return -1;
}

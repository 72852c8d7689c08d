// Owns what stands glued to the front of a citation: the hyphen that suppresses the author, or a word's end.
import type { SyntaxNode } from '@lezer/common';
import { endsInFullStop, endsInWord, isEscaped } from './citationKey';

/** An `@` and what it takes with it: a hyphen behind it goes on with no word. */
const LABEL = /(?<!\\)@(?:[_-]?[\p{L}\p{N}])*$/u;
const LONGEST_LABEL = 200;

/** Behind a mark that closes emphasis, an `@` or `-` goes on with the word. */
export function goesOnEmphasis(node: SyntaxNode, at = node.from): boolean {
  const before = node.prevSibling;
  return before?.to === at && before.name.endsWith('Emphasis');
}

/** Whether a hyphen before the citation is one that no dash has taken, `--` or `---`, and no word. */
export function suppressesAuthor(citation: SyntaxNode, base: number, text: string): boolean {
  const at = citation.from - base;
  let from = at;
  while (text[from - 1] === '-') from--;
  if (isEscaped(text, from)) from++;
  const hyphens = at - from;
  if (hyphens % 3 !== 1) return false;
  if (hyphens > 1 || LABEL.test(text.slice(Math.max(0, from - LONGEST_LABEL), from))) return true;
  const isBehindWord = endsInWord(text, from) || endsInFullStop(text, from);
  return !isBehindWord && !goesOnEmphasis(citation, citation.from - 1);
}

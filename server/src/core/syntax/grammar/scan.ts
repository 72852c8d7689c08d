// Owns small steps through a text from an offset, which the parsers of the grammar share.

/** So long may be what an opening sign opens: without a limit a row of them would cost quadratic time. */
export const LONGEST = 5_000;

/** The offset behind what a sticky `pattern` matches at `from`, or -1. */
export function matchEnd(pattern: RegExp, text: string, from: number): number {
  // A pattern of its own for each call would cost more than the match; nothing is kept in it between two calls.
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The offset behind the sign that closes the one at `open`, pairs inside passed over, or -1. */
export function balancedEnd(text: string, open: number, [opening, closing]: string): number {
  const limit = Math.min(text.length, open + LONGEST);
  let depth = 0;
  for (let i = open; i < limit; i++) {
    const sign = text[i];
    if (sign === '\\') i++;
    else if (sign === opening) depth++;
    else if (sign === closing && --depth === 0) return i + 1;
  }
  return -1;
}

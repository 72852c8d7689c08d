// Owns where the front matter of a note ends: YAML between dashes, or Pandoc's lines of title, authors and date.

const OPEN = /^\uFEFF?---[ \t]*\r?\n/;
const CLOSE = /^(?:---|\.\.\.)[ \t]*\r?$/;

/** Up to three lines with a percent sign in front; what is indented below one goes on with it. */
const TITLE_LINES = /^\uFEFF?(?:%[^\n]*(?:\n[ \t]+[^\s][^\n]*)*(?:\n|$)){1,3}/;

/** The offset behind the front matter, 0 where there is none. YAML must be closed to count (Pandoc). */
export function frontMatterEnd(text: string): number {
  const open = OPEN.exec(text);
  if (!open) return TITLE_LINES.exec(text)?.[0].length ?? 0;
  let at = open[0].length;
  // A blank line right after the dashes makes them a rule (Pandoc manual, "Metadata blocks").
  if (/^[ \t]*\r?\n/.test(text.slice(at, at + 200))) return 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (CLOSE.test(text.slice(at, end))) return newline < 0 ? end : end + 1;
    if (newline < 0) return 0;
    at = newline + 1;
  }
  return 0;
}

// Owns the mini-language of drawn fixtures: files, a cursor and marked ranges in one string.

/** A drawn range in a file's text, in UTF-16 offsets, and what is written behind its carets. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Fixture {
  readonly path: string;
  readonly text: string;
  readonly cursor: number | undefined;
  readonly marks: readonly Mark[];
}

const HEADER = /^=== (\S+) ===$/;
const MARKS = /^( *\^[ ^]*?)(?: ([^ ^].*))?$/;
const CURSOR = '<|>';
/** The message of a mark that goes on with the next one, over a line break. */
const GOES_ON = '...';
const DEFAULT_PATH = 'note.md';

/**
 * Reads a drawing:
 *
 *     === notes/a.md ===
 *     We start from LSUV and <|>train.
 *                   ^^^^ mishkin2015all
 *
 * A string without headers is one file. `<|>` is the cursor. A line of spaces and carets marks ranges
 * of the line above, column by column in UTF-16 units, as it is drawn; a message may follow. A range
 * over a line break is drawn in parts, all but the last with the message `...`. A drawing that begins
 * with a line break is freed of it, of its common indentation and of its last line of spaces.
 */
export function readFixtures(drawing: string): Fixture[] {
  const files: { path: string; lines: string[] }[] = [];
  for (const line of unframed(drawing).split('\n')) {
    const path = HEADER.exec(line)?.[1];
    if (path !== undefined) files.push({ path, lines: [] });
    else if (files.length === 0) files.push({ path: DEFAULT_PATH, lines: [line] });
    else files[files.length - 1]?.lines.push(line);
  }
  return files.map(({ path, lines }) => ({ path, ...readLines(lines) }));
}

/** Reads a drawing of one file. */
export function readFixture(drawing: string): Fixture {
  const [only, ...others] = readFixtures(drawing);
  if (!only || others.length > 0) throw new Error('The drawing must hold one file.');
  return only;
}

/** The drawing of `marks` in `text`: what tests compare, since its difference can be read. */
export function draw(text: string, marks: readonly Mark[]): string {
  let start = 0;
  const drawn: string[] = [];
  for (const line of text.split('\n')) {
    const end = start + line.length;
    drawn.push(line);
    for (const mark of marks) {
      const [from, to] = [Math.max(mark.start, start), Math.min(mark.end, end)];
      if (from >= to) continue;
      const message = mark.end > end ? GOES_ON : mark.message;
      drawn.push(`${' '.repeat(from - start)}${'^'.repeat(to - from)} ${message}`.trimEnd());
    }
    start = end + 1;
  }
  return drawn.join('\n');
}

function unframed(drawing: string): string {
  if (!drawing.startsWith('\n')) return drawing;
  const lines = drawing.slice(1).split('\n');
  if (lines.length > 1 && lines[lines.length - 1]?.trim() === '') lines.pop();
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/));
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join('\n');
}

function readLines(lines: readonly string[]): Omit<Fixture, 'path'> {
  const kept: string[] = [];
  const marks: Mark[] = [];
  let lineStart = 0;
  let cursor: number | undefined;
  let cursorColumn = Infinity;
  let nextStart = 0;
  for (const line of lines) {
    const drawn = MARKS.exec(line);
    if (drawn) {
      if (kept.length === 0) throw new Error(`Nothing stands above the marks "${line}".`);
      // Marks are drawn under the line with the cursor in it; the text comes without.
      const toOffset = (column: number) =>
        lineStart +
        (column > cursorColumn ? Math.max(cursorColumn, column - CURSOR.length) : column);
      addMarks(marks, drawn[1] ?? '', drawn[2] ?? '', toOffset);
      continue;
    }
    lineStart = nextStart;
    cursorColumn = line.includes(CURSOR) ? line.indexOf(CURSOR) : Infinity;
    if (cursorColumn < Infinity) {
      if (cursor !== undefined || line.split(CURSOR).length > 2) throw new Error('Two cursors.');
      cursor = lineStart + cursorColumn;
    }
    kept.push(line.replace(CURSOR, ''));
    nextStart = lineStart + (kept[kept.length - 1]?.length ?? 0) + 1;
  }
  return { text: kept.join('\n'), cursor, marks };
}

function addMarks(
  marks: Mark[],
  carets: string,
  message: string,
  toOffset: (column: number) => number,
): void {
  for (const run of carets.matchAll(/\^+/g)) {
    const [start, end] = [toOffset(run.index), toOffset(run.index + run[0].length)];
    const before = marks[marks.length - 1];
    if (before?.message === GOES_ON)
      marks[marks.length - 1] = { start: before.start, end, message };
    else marks.push({ start, end, message });
  }
}

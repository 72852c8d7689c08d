// Owns the drawing of problems: a mark stands under the line that a problem names, with its message.
import assert from 'node:assert/strict';
import type { Parsed } from '../../../server/src/core/corpus/problem';
import { LineIndex } from '../../../server/src/core/text/lineIndex';
import { readFixture } from '../../support/fixture';

/** Reads the drawn file, compares its problems with the marks in it, and gives what was read. */
export function checkProblems<T>(
  drawing: string,
  parse: (file: string, text: string) => Parsed<T>,
): T {
  const { text, marks } = readFixture(drawing);
  const lines = new LineIndex(text);
  const { value, problems } = parse('a.md', text);
  const found = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const drawn = marks.map(
    ({ start, message }) => `a.md:${lines.positionAt(start).line + 1}: ${message}`,
  );
  assert.deepEqual(found.sort(), drawn.sort());
  return value;
}

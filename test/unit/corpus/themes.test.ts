import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseThemes } from '../../../server/src/core/corpus/themes';
import { checkProblems } from './problems';

/** Reads drawn themes; the marks are their problems. Expected is the tree as `theme(child, child)`. */
function check(drawing: string, expected: readonly string[]): void {
  const themes = checkProblems(drawing, parseThemes);
  const drawn = themes.map(
    ({ id, children }) => `${id}(${children.map((one) => one.id).join(', ')})`,
  );
  assert.deepEqual(drawn, expected);
}

test('a tree of two levels', () => {
  check(
    `
      # A comment.
      - id: one
        label: One
        about: All of one.
        children:
          - {id: a, label: A, about: All of a.}
          - {id: b, label: B, about: All of b.}
      - {id: two, label: Two, about: All of two.}
    `,
    ['one(a, b)', 'two()'],
  );
});

test('a theme that cannot be read is told on its line and left out, with its children', () => {
  check(
    `
      - id: one
        label: One
        about: All of one.
        children:
          - {id: a, label: A}
          ^ A theme needs the texts id, label and about: {"id":"a","label":"A"}
          - {id: b, label: B, about: All of b.}
          - {id: one, label: C, about: Taken.}
          ^ The id "one" is taken; this theme is left out.
      - {id: 2, label: Two, about: All of two.}
      ^ A theme needs the texts id, label and about: {"id":2,"label":"Two","about":"All of two."}
      - text
      ^ A theme needs the texts id, label and about: "text"
      - {id: three, label: Three, about: All of three., children: none}
      ^ The children must be a list of themes.
    `,
    ['one(b)', 'three()'],
  );
});

test('a file that is no list', () => {
  check('id: one\n^^ The file must be a list of themes.', []);
  check('- *alias\n^ Aliases (*name) are not supported.', []);
  const { value, problems } = parseThemes('a.md', '- id: one\n- [');
  assert.deepEqual([value, problems.length > 0, problems[0]?.line], [[], true, 2]);
  assert.deepEqual(parseThemes('a.md', '').problems, [
    { file: 'a.md', line: 1, message: 'The file must be a list of themes.' },
  ]);
});

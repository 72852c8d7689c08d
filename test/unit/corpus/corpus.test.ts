import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCorpus } from '../../../server/src/core/corpus/loadCorpus';
import { readFixtures } from '../../support/fixture';

const CARD = 'title: T\nauthors: [{family: F}]\nyear: 2020\n---\nSummary.';
const HEAD =
  '# family: growth\n# initialises: x\n# when: x\n# why: x\n# layers: [any]\n# fidelity: re-derived\n# differs: x\n# call: f()\n# ---\ncode()';

/** Loads the drawn files; the marks are the problems. Expected are keys, ids of subthemes and of methods. */
function check(drawing: string, expected: readonly string[]): void {
  const files = readFixtures(drawing.replaceAll('CARD', CARD).replaceAll('HEAD', HEAD));
  const ofKind = (ending: string) => files.filter(({ path }) => path.endsWith(ending));
  const [themes] = ofKind('.yaml');
  const { value, problems } = loadCorpus({
    papers: ofKind('.md'),
    methods: ofKind('.py'),
    ...(themes ? { themes } : {}),
  });
  const drawn = files.flatMap(({ path, text, marks }) =>
    marks.map(({ start, message }) => {
      return `${path}:${text.slice(0, start).split('\n').length}: ${message}`;
    }),
  );
  const told = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  assert.deepEqual(told, drawn);
  const ids = [
    ...value.papers.map(({ key }) => key),
    ...value.themes.flatMap(({ children }) => children.map(({ id }) => id)),
    ...value.methods.map(({ id }) => id),
  ];
  assert.deepEqual(ids, expected);
}

const THEMES = `=== themes.yaml ===
- {id: top, label: Top, about: x, children: [{id: sub, label: Sub, about: x}]}
`;

test('papers, themes and methods', () => {
  check(
    `${THEMES}=== a.md ===
---
key: a
themes: [sub]
CARD
=== m.py ===
# ---
# id: m
# name: M
# paper: a
HEAD`,
    ['a', 'sub', 'm'],
  );
});

test('what only shows with all files', () => {
  check(
    `${THEMES}=== a.md ===
---
key: a
CARD
=== b.md ===
---
themes: [top, other, sub]
^^^^^^ themes: "top" is not a subtheme.
^^^^^^ themes: "other" is not a subtheme.
key: b
CARD
=== again.md ===
---
key: a
^^^ key: "a" is already the key of another paper; this one is left out.
CARD
=== m.py ===
# ---
# id: m
# name: M
# paper: nobody
^^^^^^^ paper: "nobody" is the key of no paper here.
HEAD
=== n.py ===
# ---
# name: N
# paper: b
# id: m
^^^^ id: "m" is already the id of another method; this one is left out.
HEAD`,
    ['a', 'b', 'sub', 'm'],
  );
});

test('a file that cannot be read costs only itself', () => {
  check(
    `=== a.md ===
nothing
^ The file must open with a line "---".
=== b.md ===
---
key: b
themes: [any]
CARD
=== m.py ===
nothing
^ The file must open with a line "# ---".`,
    ['b'],
  );
});

test('no files are an empty corpus', () => {
  const empty = { papers: [], themes: [], methods: [] };
  assert.deepEqual(loadCorpus({ papers: [], methods: [] }), { value: empty, problems: [] });
});

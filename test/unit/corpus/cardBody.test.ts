import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCardBody } from '../../../server/src/core/corpus/cardBody';
import { checkProblems } from './problems';

const EMPTY = { summary: '', problem: [], approach: [], findings: [] };

/** Reads a drawn body; the marks are its problems. What is not expected is empty. */
function check(drawing: string, expected: Partial<ReturnType<typeof parseCardBody>['value']>) {
  const value = checkProblems(drawing, (file, text) => parseCardBody(file, text, 1));
  assert.deepEqual(value, { ...EMPTY, ...expected });
}

test('a summary and four sections', () => {
  check(
    `

      A summary
      over two lines.

      ## Problem
      - One.
      - Two goes
        on.

      ## Approach
      * Starred.
      ## Findings
      No bullet.
      - Bullet.

      ## Use it when
      You need it
      to be short.
    `,
    {
      summary: 'A summary over two lines.',
      problem: ['One.', 'Two goes on.'],
      approach: ['Starred.'],
      findings: ['No bullet.', 'Bullet.'],
      useItWhen: 'You need it to be short.',
    },
  );
});

test('only the summary is needed', () => {
  check('Alone.', { summary: 'Alone.' });
  check(
    `
      ## Problem
      ^^ The summary sentence is missing.
      - One.
    `,
    { problem: ['One.'] },
  );
});

test('an unknown section is told and left out', () => {
  check(
    `
      Summary.
      ## Results
      ^^ "Results" is no section; known are Problem, Approach, Findings, Use it when.
      - Lost.
      ## Findings
      - Kept.
      ## findings
      ^^ "findings" is no section; known are Problem, Approach, Findings, Use it when.
    `,
    { summary: 'Summary.', findings: ['Kept.'] },
  );
});

test('lines are counted from where the body begins', () => {
  const { problems } = parseCardBody('a.md', 'Summary.\n\n## Odd\n', 30);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [32],
  );
});

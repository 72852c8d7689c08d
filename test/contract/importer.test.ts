// The importer of a page of papers: what it reads, what it tells, and its command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { importPage, type PageRecord } from '../../server/src/core/corpus/pageImport';
import { testAgainstPage } from '../support/sourcePage';

const FURNITURE = [
  'Get trending papers in your email inbox once a day!',
  'Get trending papers in your email inbox!',
];

/** `lines` give `records` ("title | abstract") and `problems` ("line: message"). */
function check(
  lines: readonly string[],
  records: readonly string[],
  problems: readonly string[] = [],
): void {
  const { value, problems: told } = importPage('page.txt', lines.join('\n'));
  assert.deepEqual(
    value.map(({ title, abstract }) => `${title} | ${abstract}`),
    records,
  );
  assert.deepEqual(
    told.map(({ line, message }) => `${line}: ${message}`),
    problems,
  );
  assert.ok(told.every(({ file }) => file === 'page.txt'));
}

const TWO = ['Roots | Roots grow.', 'Leaves | Leaves fall.'];

test('titles and abstracts in turn', () =>
  check(['Roots', 'Roots grow.', 'Leaves', 'Leaves fall.'], TWO));
test('each record knows its line', () => {
  const { value } = importPage('page.txt', [...FURNITURE, 'Roots', 'Roots grow.'].join('\n'));
  assert.deepEqual(value, [{ title: 'Roots', abstract: 'Roots grow.', line: 3 }]);
});
test('furniture at the top, with its button on the first title', () =>
  check([...FURNITURE, 'SubscribeRoots', 'Roots grow.', 'Leaves', 'Leaves fall.'], TWO));
test('furniture between papers and inside of them', () =>
  check(
    ['Roots', ...FURNITURE, 'Roots grow.', FURNITURE[1] ?? '', 'SubscribeLeaves', 'Leaves fall.'],
    TWO,
  ));
test('furniture at the end', () =>
  check(['Roots', 'Roots grow.', 'Leaves', 'Leaves fall.', ...FURNITURE], TWO));
test('a title that is about subscribing keeps its word', () =>
  check(
    ['Subscribe to Roots', 'Roots grow.', 'Subscribers of Leaves', 'Leaves fall.'],
    ['Subscribe to Roots | Roots grow.', 'Subscribers of Leaves | Leaves fall.'],
  ));
test('a mark of byte order, Windows line ends, spaces around, blank lines between', () =>
  check(['\uFEFF Roots \r', ' Roots grow.\r', '\r', 'Leaves\r', 'Leaves fall.\r', '\r', ''], TWO));
test('an empty page', () => check([''], []));
test('a page of furniture', () => check(FURNITURE, []));

const LONG = `Roots grow, ${'and grow, '.repeat(40)}still without a full stop`;

test('a title that asks and goes on is a title', () =>
  check(
    ['Do Roots Grow? A Deep Look! And More', 'They do.'],
    ['Do Roots Grow? A Deep Look! And More | They do.'],
  ));
test('a long line is an abstract without its full stop', () =>
  check(['Roots', LONG], [`Roots | ${LONG}`]));
test('an odd number of lines', () =>
  check(
    ['Roots', 'Roots grow.', 'Leaves'],
    ['Roots | Roots grow.'],
    ['3: The page ends behind a title: "Leaves"'],
  ));
test('an empty title', () =>
  check(
    ['', 'Roots grow.', 'Leaves', 'Leaves fall.'],
    ['Leaves | Leaves fall.'],
    ['1: The title is empty.'],
  ));
test('an abstract that looks like a title: the next papers are read on', () =>
  check(
    ['Roots', 'Stems', 'Stems stand.', 'Leaves', 'Leaves fall.'],
    ['Stems | Stems stand.', 'Leaves | Leaves fall.'],
    ['1: No abstract follows the title: "Roots"'],
  ));
test('a title that looks like an abstract: the next papers are read on', () =>
  check(['Roots', 'Roots grow.', 'And they grow downwards.', 'Leaves', 'Leaves fall.'], TWO, [
    '3: An abstract stands where a title should: "And they grow downwards."',
  ]));
test('a title that was there before', () =>
  check(['Roots', 'Roots grow.', 'ROOTS', 'Roots grow again.', 'Leaves', 'Leaves fall.'], TWO, [
    '3: The title stands on line 1 already: "ROOTS"',
  ]));

testAgainstPage('the page from which the corpus was made has 119 papers', (records, file, text) => {
  assert.equal(records.length, 119);
  assert.deepEqual(importPage(file, text).problems, []);
  const [first, last] = [records[0], records[118]];
  assert.match(first?.title ?? '', /^A Bayesian Approach/);
  assert.equal(last?.line, 239);
});

const folder = mkdtempSync(join(tmpdir(), 'paperlens-import-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs the command with a page of these lines as FILE. */
function run(lines: readonly string[], ...args: readonly string[]) {
  const file = join(folder, 'page.txt');
  writeFileSync(file, lines.join('\n'));
  const command = ['scripts/importPage.mjs', ...args.map((arg) => arg.replace('FILE', file))];
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, command, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr: stderr.replaceAll(file, 'FILE') }),
    );
  });
}

test('the command counts the papers', async () => {
  const { code, stdout, stderr } = await run(['Roots', 'Roots grow.'], 'FILE');
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'papers: 1\n', stderr: '' });
});

test('the command prints the papers as JSON', async () => {
  const { stdout } = await run(['Roots', 'Roots grow.'], 'FILE', '--json');
  const records = JSON.parse(stdout) as PageRecord[];
  assert.deepEqual(records, [{ title: 'Roots', abstract: 'Roots grow.', line: 1 }]);
});

test('the command tells what it could not read, and fails', async () => {
  const { code, stdout, stderr } = await run(['Roots', 'Roots grow.', 'Leaves'], 'FILE');
  assert.equal(code, 1);
  assert.equal(stdout, 'papers: 1\n');
  assert.equal(stderr, 'FILE:3: The page ends behind a title: "Leaves"\n');
});

const MISUSED: readonly (readonly string[])[] = [[], ['FILE', '--yaml'], ['FILE', 'FILE']];

for (const args of MISUSED) {
  test(`the command does not understand "${args.join(' ')}"`, async () => {
    const { code, stderr } = await run([], ...args);
    assert.equal(code, 2);
    assert.match(stderr, /^usage: /);
  });
}

test('the command names a file that is not there', async () => {
  const { code, stderr } = await run([], 'FILE.missing');
  assert.equal(code, 1);
  assert.match(stderr, /FILE\.missing/);
});

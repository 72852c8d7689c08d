import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceSymbols } from '../../../server/src/core/features/workspaceSymbols';
import { FIELD, openWorkspace } from '../../support/sampleCorpus';

const opened = openWorkspace({ ...FIELD, 'words.yaml': 'pike2020fins: soil swimming\n' });

/** The symbols for a query, as `name (container)`. */
async function check(query: string, expected: readonly string[], limit = 9): Promise<void> {
  const { snapshot } = await opened;
  assert.deepEqual(
    workspaceSymbols(snapshot, query, limit).map(({ name, container }) => `${name} (${container})`),
    expected,
  );
}

const ROOTS = 'Roots of plants';
const LEAVES = 'Leaves of plants';

test('by words of the title', () => check('leaves plants', [`${LEAVES} (Moss & Fern 2022)`]));
test('by a name that is not in the title: it stands behind it', () =>
  check('moss', [`${LEAVES} · Moss (Moss & Fern 2022)`]));
test('by author and word of the title', () =>
  check('fern roots', [
    `${ROOTS} · Fern (Fern 2021)`,
    `${LEAVES} · Fern · Roots (Moss & Fern 2022)`,
  ]));
test('by a term', () => check('taproot', [`${ROOTS} · taproot (Fern 2021)`]));
test('by the name of the paper', () => check('rootn', [`${ROOTS} · RootNet (Fern 2021)`]));
test('by year', () => check('2020', ['Fins of fish · 2020 (Pike 2020)']));
test('not by words of the summary or the abstract', async () => {
  await check('shows', []);
  await check('swimming', []);
});
test('not by some of the words', () => check('leaves birds', []));
test('nothing typed: the latest', () =>
  check('', [`${LEAVES} (Moss & Fern 2022)`, `${ROOTS} (Fern 2021)`], 2));
test('no more than asked for', () => check('plants', [`${ROOTS} (Fern 2021)`], 1));
test('a key leads to the page', async () => {
  const { snapshot } = await opened;
  assert.equal(workspaceSymbols(snapshot, 'taproot', 9)[0]?.key, 'fern2021roots');
});

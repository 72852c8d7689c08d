// What the map shows of each paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldMap, type MapRow } from '../../../server/src/core/features/fieldMap';
import type { Places } from '../../../server/src/core/index/mapPlaces';
import { card, FIELD, openWorkspace } from '../../support/sampleCorpus';

const NOWHERE: Places = new Map();

/** The row of a paper, the files of the sample field being replaced by these. */
async function rowOf(
  key: string,
  files: Readonly<Record<string, string>> = {},
  places = NOWHERE,
  uses: ReadonlyMap<string, number> = new Map(),
): Promise<MapRow> {
  const { snapshot } = await openWorkspace({ ...FIELD, ...files });
  const row = fieldMap(snapshot, places, uses).find((one) => one.key === key);
  assert.ok(row);
  return row;
}

test('a row tells what the paper is, where it stands and how often it is used', async () => {
  const places: Places = new Map([['moss2022leaves', { x: 0.25, y: 0.5 }]]);
  assert.deepEqual(await rowOf('moss2022leaves', {}, places, new Map([['moss2022leaves', 3]])), {
    key: 'moss2022leaves',
    title: 'Leaves of plants',
    label: 'Moss & Fern 2022',
    authors: 'Moss & Fern',
    year: 2022,
    summary: 'Shows that roots grow.',
    theme: 'plants',
    themeLabel: 'Plants',
    x: 0.25,
    y: 0.5,
    uses: 3,
    related: [],
  });
});

test('every paper of the catalogue has a row, in its order', async () => {
  const { snapshot } = await openWorkspace();
  assert.deepEqual(
    fieldMap(snapshot, NOWHERE, new Map()).map(({ key }) => key),
    snapshot.catalog.papers.map(({ key }) => key),
  );
});

test('the label is the name of the method, if it is short', async () => {
  assert.equal((await rowOf('fern2021roots')).label, 'RootNet');
  const names = '["A network that grows like the roots of a fern", RootNet]';
  const files = { 'papers/fern2021roots.md': card('fern2021roots', { names }) };
  assert.equal((await rowOf('fern2021roots', files)).label, 'RootNet');
});

test('without a known theme both texts are empty', async () => {
  const { theme, themeLabel } = await rowOf('pike2020fins');
  assert.deepEqual([theme, themeLabel], ['', '']);
});

test('the first theme that is known counts', async () => {
  const files = {
    'papers/pike2020fins.md': card('pike2020fins', { themes: '[fish, birds, roots]' }),
  };
  assert.equal((await rowOf('pike2020fins', files)).theme, 'animals');
});

test('a title stands without TeX', async () => {
  const files = { 'papers/pike2020fins.md': card('pike2020fins', { title: '"$μ$-Fins"' }) };
  assert.equal((await rowOf('pike2020fins', files)).title, 'μ-Fins');
});

test('a relation holds both ways, once, and only to papers that are here', async () => {
  const to = (...keys: string[]) =>
    `[${keys.map((key) => `{ key: ${key}, why: "same soil" }`).join(', ')}]`;
  const files = {
    'papers/pike2020fins.md': card('pike2020fins', { related: to('swan2021flight', 'elk1999') }),
    'papers/swan2021flight.md': card('swan2021flight', { related: to('pike2020fins') }),
    'papers/moss2022leaves.md': card('moss2022leaves', { related: to('pike2020fins') }),
  };
  const related = async (key: string) => [...(await rowOf(key, files)).related].sort();
  assert.deepEqual(await related('pike2020fins'), ['moss2022leaves', 'swan2021flight']);
  assert.deepEqual(await related('swan2021flight'), ['pike2020fins']);
  assert.deepEqual(await related('moss2022leaves'), ['pike2020fins']);
});

// Lists and details of papers and methods, as commands show them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listMethods, paperDetails, searchPapers } from '../../../server/src/core/features/papers';
import { card, FIELD, openWorkspace } from '../../support/sampleCorpus';

const opened = openWorkspace();

/** The keys that a search finds, in order. */
async function check(query: string, limit: number, keys: readonly string[]): Promise<void> {
  const { snapshot } = await opened;
  assert.deepEqual(
    searchPapers(snapshot, query, limit).map(({ key }) => key),
    keys,
  );
}

const ALL = ['moss2022leaves', 'swan2021flight', 'fern2021roots', 'pike2020fins'];

test('nothing typed: all, the newest first, by title within a year', () => check('', 9, ALL));
test('no word typed: all', () => check(' ?! ', 9, ALL));
test('no more than asked for', () => check('', 2, ALL.slice(0, 2)));
test('by author', () => check('swan', 9, ['swan2021flight']));
test('by the words of a title, the paper with both first', () =>
  check('leaves plants', 9, ['moss2022leaves', 'fern2021roots']));
test('by the name of a method', () => check('rooting', 1, ['fern2021roots']));
test('by nothing that is there', () => check('zzzzzz', 9, []));

test('a row tells who, when and what', async () => {
  const { snapshot } = await opened;
  assert.deepEqual(searchPapers(snapshot, 'moss2022leaves', 1), [
    {
      key: 'moss2022leaves',
      title: 'Leaves of plants',
      authors: 'Moss & Fern',
      year: 2022,
      summary: 'Shows that roots grow.',
      matched: ['moss2022leaves'],
    },
  ]);
});

test('by a word of its abstract, which the row shows', async () => {
  const words = { 'words.yaml': 'pike2020fins: soil swimming\n' };
  const { snapshot } = await openWorkspace({ ...FIELD, ...words });
  const rows = searchPapers(snapshot, 'swims', 9);
  assert.deepEqual(
    rows.map(({ key, matched }) => [key, matched]),
    [['pike2020fins', ['swimming']]],
  );
});

test('a row shows the words that were found, as the paper has them', async () => {
  const { snapshot } = await opened;
  const matched = (query: string) => searchPapers(snapshot, query, 1)[0]?.matched;
  assert.deepEqual(matched('the leave of MOSS'), ['Leaves', 'Moss']);
  assert.deepEqual(matched('leaves leaf'), ['Leaves']);
  assert.deepEqual(matched(''), []);
});

/** The pattern of the paper with these fields, as VS Code's search runs it: without regard to case. */
async function patternOf(key: string, fields: Record<string, string>): Promise<RegExp> {
  const { snapshot } = await openWorkspace({ 'papers/a.md': card(key, fields) });
  const details = paperDetails(snapshot, key);
  assert.ok(details);
  return new RegExp(details.searchPattern, 'iu');
}

const FOUND: readonly string[] = [
  'As [@fern2021roots; @x] says',
  'As @{fern2021roots} says',
  'See ROOTS OF PLANTS.',
  'The roots, of *plants*',
  'We use RootNet here',
  'We use Root-Net here',
  'arXiv:2101.00001',
  'doi.org/10.1000/182(3)',
];

const NOT_FOUND: readonly string[] = [
  '[@fern2021rootsandmore]',
  'fern2021roots without its sign',
  'rooting for plants',
  'roots of\nplants over a line end, which a search of lines cannot see',
  'a Root of something, which needs evidence',
  'arXiv:2101x00001',
];

const FIELDS = {
  names: '["RootNet", "Root-Net", { name: "Root", when: evidence, cues: [tree, plant] }]',
  arxiv: '"2101.00001"',
  doi: '"10.1000/182(3)"',
};

for (const line of FOUND) {
  test(`Find in Notes finds: ${line}`, async () => {
    assert.match(line, await patternOf('fern2021roots', FIELDS));
  });
}

for (const line of NOT_FOUND) {
  test(`Find in Notes passes over: ${JSON.stringify(line)}`, async () => {
    assert.doesNotMatch(line, await patternOf('fern2021roots', FIELDS));
  });
}

test('a key with signs in it is searched as it is', async () => {
  const pattern = await patternOf('a.b+c', {});
  assert.match('[@a.b+c]', pattern);
  assert.doesNotMatch('[@aXbbc]', pattern);
});

test('a name without letters does not make the pattern match everything', async () => {
  assert.doesNotMatch('nothing', await patternOf('fern2021roots', { names: '["†"]' }));
});

test('details: a short card, which has no links', async () => {
  const { snapshot } = await opened;
  const details = paperDetails(snapshot, 'fern2021roots');
  assert.ok(details);
  assert.match(details.card, /^\*\*Roots of plants\*\*/);
  assert.doesNotMatch(details.card, /\]\(/);
  assert.match(details.bibtex, /^@misc\{fern2021roots,/);
  assert.equal('arxivUrl' in details, false);
});

test('no details of an unknown key', async () => {
  assert.equal(paperDetails((await opened).snapshot, 'nobody1999'), undefined);
});

test('methods name their paper and say how faithful they are', async () => {
  const [rooting, ...others] = listMethods((await opened).snapshot);
  assert.deepEqual(others, []);
  assert.deepEqual(
    { ...rooting, card: undefined },
    {
      id: 'rooting',
      name: 'Rooting',
      initialises: 'the roots of a plant',
      fidelity: 'as in the paper',
      paperKey: 'fern2021roots',
      card: undefined,
    },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cslJson } from '../../../server/src/core/library/cslJson/cslJson';
import type { Entry } from '../../../server/src/core/library/entry';
import { only } from './readingSections';

function entryOf(item: Readonly<Record<string, unknown>>): Entry {
  return only(cslJson, JSON.stringify([{ id: 'k', ...item }]));
}

function detailsOf(item: Readonly<Record<string, unknown>>) {
  const nothing = { string: () => undefined, entry: () => undefined };
  return cslJson.details(entryOf(item), nothing);
}

test('the year in all the forms that exporters write', () => {
  const table: readonly (readonly [unknown, number | undefined])[] = [
    [{ 'date-parts': [[2015, 5, 1]] }, 2015],
    [{ 'date-parts': [['2015', 5]] }, 2015],
    [{ 'date-parts': [[2015], [2016]] }, 2015],
    [{ 'date-parts': [[800]] }, 800],
    [{ 'date-parts': [[-44]] }, -44],
    [{ 'date-parts': [[]], raw: '2014' }, 2014],
    [{ 'date-parts': [[null]] }, undefined],
    [{ raw: 'May 3, 2015' }, 2015],
    [{ raw: '2015-05-03/2016-01-01' }, 2015],
    [{ literal: 'spring 1999' }, 1999],
    [{ literal: 'in press' }, undefined],
    [{ year: 2015, month: 5 }, 2015],
    [[{ year: '2015' }], 2015],
    ['2015-05', 2015],
    ['c. 1066?', 1066],
    ['20150', undefined],
    [2015, 2015],
    [2015.5, undefined],
    [null, undefined],
    [true, undefined],
    [{}, undefined],
    [[], undefined],
  ];
  for (const [issued, year] of table)
    assert.equal(entryOf({ issued }).year, year, JSON.stringify(issued));
});

test('family names with the particles that belong to them', () => {
  const table: readonly (readonly [unknown, readonly string[]])[] = [
    [
      [{ family: 'Mishkin', given: 'Dmytro' }, { family: 'Matas' }],
      ['Mishkin', 'Matas'],
    ],
    [[{ family: 'Gogh', given: 'V.', 'non-dropping-particle': 'van' }], ['van Gogh']],
    [[{ family: 'Beethoven', given: 'L.', 'dropping-particle': 'van' }], ['Beethoven']],
    [[{ family: 'King', given: 'M. L.', suffix: 'Jr.' }], ['King Jr.']],
    [[{ literal: 'The <i>ATLAS</i> Team' }], ['The ATLAS Team']],
    [[{ given: 'Plato' }], ['Plato']],
    [[{ family: 'Smith' }, { literal: 'others' }], ['Smith']],
    [{ family: 'Alone' }, ['Alone']],
    ['Written as text', ['Written as text']],
    [
      ['A', {}, null, 3],
      ['A', '3'],
    ],
    [undefined, []],
  ];
  for (const [author, families] of table)
    assert.deepEqual(entryOf({ author }).authors, families, JSON.stringify(author));
});

test('editors stand for authors where there are none', () => {
  const editor = [{ family: 'Fox' }];
  assert.deepEqual(entryOf({ editor }).authors, ['Fox']);
  assert.deepEqual(entryOf({ editor, author: [{ family: 'Roe' }] }).authors, ['Roe']);
  assert.deepEqual(detailsOf({ editor }).authors, []);
});

test('titles without rich text', () => {
  const table: readonly (readonly [unknown, string])[] = [
    ['Plain', 'Plain'],
    ['The <i>E. coli</i> <b>genome</b>', 'The E. coli genome'],
    ['H<sub>2</sub>O and <sup>3</sup>He', 'H2O and 3He'],
    ['<span class="nocase">GPT</span>-2', 'GPT-2'],
    ['<span style="font-variant: small-caps;">Abc</span>', 'Abc'],
    ['Is a < b > c? <unknown>', 'Is a < b > c? <unknown>'],
    ['  two\n lines ', 'two lines'],
    ['Mu\u0308ller', 'Müller'],
    [['First of a list', 'Second'], 'First of a list'],
    [1984, '1984'],
    [null, ''],
    [{ a: 1 }, ''],
  ];
  for (const [title, plain] of table)
    assert.equal(entryOf({ title }).title, plain, JSON.stringify(title));
});

test('identifiers wherever exporters put them', () => {
  const arxiv = '1511.06422';
  const doi = '10.1000/xyz';
  const table: readonly (readonly [Readonly<Record<string, unknown>>, Partial<Entry>])[] = [
    [{ DOI: '10.1000/XYZ' }, { doi, arxiv: undefined }],
    [{ DOI: 'https://doi.org/10.1000/xyz' }, { doi }],
    [{ DOI: 'not one', URL: 'http://dx.doi.org/10.1000/xyz' }, { doi }],
    [{ doi: '10.1000/xyz' }, { doi }],
    [{ DOI: 'none' }, { doi: undefined }],
    [{ note: 'arXiv:1511.06422 [cs]' }, { arxiv, doi: undefined }],
    [{ URL: 'http://arxiv.org/abs/1511.06422v3' }, { arxiv }],
    [{ number: 'arXiv:1511.06422' }, { arxiv }],
    [{ 'container-title': 'arXiv preprint arXiv:1511.06422' }, { arxiv }],
    [{ archive: 'arXiv', archive_location: '1511.06422' }, { arxiv }],
    [{ arXiv: '1511.06422' }, { arxiv }],
    [{ archive: 'Louvre', archive_location: '1511.06422' }, { arxiv: undefined }],
    [{ DOI: '10.48550/arXiv.1511.06422' }, { arxiv, doi: '10.48550/arxiv.1511.06422' }],
    [{ note: 'page 1511.06422' }, { arxiv: undefined }],
  ];
  for (const [item, expected] of table) {
    const entry = entryOf(item);
    for (const name of ['doi', 'arxiv'] as const)
      if (name in expected) assert.equal(entry[name], expected[name], JSON.stringify(item));
  }
});

test('everything else is read when it is shown', () => {
  assert.deepEqual(
    detailsOf({
      title: 'A <i>title</i>',
      author: [{ family: 'Gogh', given: 'Vincent', 'non-dropping-particle': 'van' }],
      editor: [{ literal: 'The Group' }],
      issued: { raw: '2015' },
      'container-title': 'A  Journal',
      publisher: 'Press',
      volume: 7,
      page: '1-9',
      URL: ' https://example.org/?a=1&b=2 ',
      abstract: '<jats:p>It works.</jats:p>',
      keyword: 'one, two; three,,',
    }),
    {
      title: 'A title',
      authors: [{ family: 'van Gogh', given: 'Vincent' }],
      editors: [{ family: 'The Group' }],
      year: 2015,
      container: 'A Journal',
      publisher: 'Press',
      volume: '7',
      pages: '1-9',
      url: 'https://example.org/?a=1&b=2',
      abstract: 'It works.',
      keywords: ['one', 'two', 'three'],
    },
  );
  assert.deepEqual(detailsOf({ keyword: ['a, b', 'c'] }).keywords, ['a', 'b', 'c']);
  assert.deepEqual(detailsOf({}).abstract, undefined);
});

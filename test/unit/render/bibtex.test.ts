// A paper as BibTeX: golden entries, and what TeX would misread.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePaper } from '../../../server/src/core/corpus/paperFile';
import { bibtexOf } from '../../../server/src/core/render/bibtex';
import { corpusFiles } from '../../support/repository';
import { card, type CardFields } from '../../support/sampleCorpus';

function entryOf(fields: CardFields): string {
  const { value, problems } = parsePaper('a.md', card('fern2021roots', fields));
  assert.deepEqual(problems, []);
  assert.ok(value);
  return bibtexOf(value);
}

/** The card with these fields gives this entry. */
function check(fields: CardFields, entry: readonly string[]): void {
  assert.equal(entryOf(fields), [...entry, ''].join('\n'));
}

test('a conference paper with all that is known', () =>
  check(
    {
      authors: '[{ given: "Ada", family: "Fern" }, { given: "Bo", family: "van der Moss" }]',
      venue: '"ICLR 2022"',
      doi: '"10.1000/182"',
      arxiv: '"2101.00001"',
      category: '"cs.LG"',
      code: '"https://example.org/roots"',
    },
    [
      '@inproceedings{fern2021roots,',
      '  title = {{Roots of plants}},',
      '  author = {Fern, Ada and van der Moss, Bo},',
      '  year = {2021},',
      '  booktitle = {ICLR 2022},',
      '  doi = {10.1000/182},',
      '  eprint = {2101.00001},',
      '  archiveprefix = {arXiv},',
      '  primaryclass = {cs.LG},',
      '}',
    ],
  ));

test('a journal article', () =>
  check({ kind: 'article', venue: '"Journal of Roots & Leaves"' }, [
    '@article{fern2021roots,',
    '  title = {{Roots of plants}},',
    '  author = {Fern, Ada},',
    '  year = {2021},',
    '  journal = {Journal of Roots \\& Leaves},',
    '}',
  ]));

test('a preprint', () =>
  check({ arxiv: '"2101.00001"' }, [
    '@misc{fern2021roots,',
    '  title = {{Roots of plants}},',
    '  author = {Fern, Ada},',
    '  year = {2021},',
    '  eprint = {2101.00001},',
    '  archiveprefix = {arXiv},',
    '}',
  ]));

test('a preprint of a workshop', () =>
  check({ kind: 'preprint', venue: '"Workshop on Roots"' }, [
    '@misc{fern2021roots,',
    '  title = {{Roots of plants}},',
    '  author = {Fern, Ada},',
    '  year = {2021},',
    '  howpublished = {Workshop on Roots},',
    '}',
  ]));

test('what is unconfirmed is left out', () => {
  const facts = {
    kind: 'inproceedings',
    venue: '"ICLR 2022"',
    doi: '"10.1000/182"',
    arxiv: '"2101.00001"',
    category: '"cs.LG"',
  };
  check({ ...facts, unconfirmed: '[venue, doi, category]' }, [
    '@inproceedings{fern2021roots,',
    '  title = {{Roots of plants}},',
    '  author = {Fern, Ada},',
    '  year = {2021},',
    '  eprint = {2101.00001},',
    '  archiveprefix = {arXiv},',
    '}',
  ]);
  check({ ...facts, unconfirmed: '[arxiv]' }, [
    '@inproceedings{fern2021roots,',
    '  title = {{Roots of plants}},',
    '  author = {Fern, Ada},',
    '  year = {2021},',
    '  booktitle = {ICLR 2022},',
    '  doi = {10.1000/182},',
    '}',
  ]);
});

const TITLES: readonly [title: string, value: string][] = [
  ['100% of Q&A_pairs #1', '100\\% of Q\\&A\\_pairs \\#1'],
  ['A {brace', 'A \\textbraceleft{}brace'],
  ['Roots\n of \n plants', 'Roots of plants'],
  ['C:\\roots', 'C:\\textbackslash{}roots'],
  ['~x^2', '\\textasciitilde{}x\\textasciicircum{}2'],
  ['Roots for $5', 'Roots for \\$5'],
  ['$μ$-Transfer', 'μ-Transfer'],
  ['$\\mu$-Transfer', '$\\mu$-Transfer'],
  ['$O(n^2)$ roots & $k$ leaves', '$O(n^2)$ roots \\& k leaves'],
  ['Wurzeln für Überall 根', 'Wurzeln für Überall 根'],
];

for (const [title, value] of TITLES) {
  test(`the title ${title}`, () => {
    const entry = entryOf({ title: JSON.stringify(title) });
    assert.ok(entry.includes(`  title = {{${value}}},\n`), entry);
  });
}

const AUTHORS: readonly [authors: string, value: string][] = [
  ['[{ family: "The Root Group" }]', '{The Root Group}'],
  ['[{ family: "Roots and Sons" }]', '{Roots and Sons}'],
  ['[{ given: "Ada AND Bo", family: "Fern" }]', 'Fern, {Ada AND Bo}'],
  ['[{ given: "Ada and Bo", family: "Fern" }]', 'Fern, {Ada and Bo}'],
  ['[{ given: "Ada", family: "Fern, Jr." }]', '{Fern, Jr.}, Ada'],
  ['[{ given: "Łukasz", family: "Müller-Köhler" }]', 'Müller-Köhler, Łukasz'],
  ['[{ given: "Anderson", family: "Band" }]', 'Band, Anderson'],
];

for (const [authors, value] of AUTHORS) {
  test(`the authors ${authors}`, () => {
    assert.ok(entryOf({ authors }).includes(`  author = {${value}},\n`));
  });
}

/** Balanced braces, as BibTeX counts them: a backslash before one changes nothing. */
function isBalanced(entry: string): boolean {
  let depth = 0;
  for (const letter of entry) {
    if (letter === '{') depth++;
    if (letter === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

test('braces are balanced, whatever stands in the card', () => {
  const fields = { title: '"a { b"', authors: '[{ family: "x } y" }]', doi: '"10.1000/a}b{c{d"' };
  assert.ok(isBalanced(entryOf({ ...fields, venue: '"{ICLR"' })));
});

test('every shipped paper has an entry of one field a line', () => {
  for (const { path, text } of corpusFiles().papers) {
    const { value } = parsePaper(path, text);
    assert.ok(value);
    const [head, ...lines] = bibtexOf(value).trimEnd().split('\n');
    assert.equal(head?.split('{')[1], `${value.key},`);
    assert.equal(lines.pop(), '}');
    for (const line of lines) {
      assert.match(line, /^ {2}[a-z]+ = \{.+\},$/);
      assert.ok(isBalanced(line), line);
    }
  }
});

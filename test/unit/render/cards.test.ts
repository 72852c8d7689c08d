// The cards of papers and methods: what is on them, line by line, and what is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodCard } from '../../../server/src/core/render/methodCard';
import { paperCard, type CardOptions } from '../../../server/src/core/render/paperCard';
import { card, method, openWorkspace, THEMES, type CardFields } from '../../support/sampleCorpus';

const BODY = `Shows that roots grow.

## Problem
- Nobody knew.

## Approach
- We looked,
  for long.

## Findings
- They grow by 7 %.
- They do so in *all* soils.

## Use it when
You have a plant.`;

/** The card of a paper with these fields has these paragraphs. */
async function check(
  fields: CardFields,
  options: CardOptions,
  paragraphs: readonly string[],
  snippets: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { snapshot } = await openWorkspace({
    'themes.yaml': THEMES,
    'papers/fern.md': card('fern2021roots', fields, BODY),
    ...snippets,
  });
  const paper = snapshot.catalog.paper('fern2021roots');
  assert.ok(paper);
  assert.deepEqual(paperCard(paper, snapshot.catalog, options).split('\n\n'), paragraphs);
}

const BRIEF: CardOptions = { length: 'brief', actions: false };
const FULL: CardOptions = { length: 'full', actions: false };
const ROOTING = { 'snippets/rooting.py': method('rooting', 'fern2021roots') };

test('a paper of which little is known', () =>
  check({}, BRIEF, [
    '**Roots of plants**',
    'Ada Fern · 2021',
    'Shows that roots grow.',
    '`@fern2021roots`',
  ]));

test('a paper of which all is known', () =>
  check(
    {
      venue: '"ICLR 2022"',
      arxiv: '"2101.00001"',
      doi: '"10.1000/182"',
      code: '"https://example.org/roots"',
      themes: '[roots, leaves]',
    },
    BRIEF,
    [
      '**Roots of plants**',
      'Ada Fern · 2021 · ICLR 2022',
      'Shows that roots grow.',
      '*Roots* · *Leaves*',
      [
        '[arXiv 2101.00001](https://arxiv.org/abs/2101.00001)',
        '[DOI](https://doi.org/10.1000/182)',
        '[Code](https://example.org/roots)',
        '`@fern2021roots`',
      ].join(' · '),
      'Snippet: Rooting (as in the paper)',
    ],
    ROOTING,
  ));

test('what is unconfirmed is said to be', () =>
  check(
    {
      venue: '"ICLR 2022"',
      doi: '"10.1000/182"',
      code: '"https://example.org/roots"',
      unconfirmed: '[venue, doi, code]',
    },
    BRIEF,
    [
      '**Roots of plants**',
      'Ada Fern · 2021 · ICLR 2022 (unconfirmed)',
      'Shows that roots grow.',
      [
        '[DOI](https://doi.org/10.1000/182) (unconfirmed)',
        '[Code](https://example.org/roots) (unconfirmed)',
        '`@fern2021roots`',
      ].join(' · '),
    ],
  ));

test('in full: problem, approach, findings, advice and note', () =>
  check({ note: '"Once called Growth."' }, FULL, [
    '**Roots of plants**',
    'Ada Fern · 2021',
    'Shows that roots grow.',
    '*Problem*\n- Nobody knew.',
    '*Approach*\n- We looked, for long.',
    '*Findings*\n- They grow by 7 %.\n- They do so in \\*all\\* soils.',
    '*Use it when:* You have a plant.',
    '*Note:* Once called Growth.',
    '`@fern2021roots`',
  ]));

test('with links to commands instead of the snippets', () =>
  check(
    {},
    { length: 'brief', actions: true },
    [
      '**Roots of plants**',
      'Ada Fern · 2021',
      'Shows that roots grow.',
      '`@fern2021roots`',
      [
        '[Copy key](command:paperlens.copyKey?%5B%22fern2021roots%22%5D "Copy \\@fern2021roots")',
        '[Insert Rooting](command:paperlens.insertSnippet?%5B%22rooting%22%5D "Insert the code: as in the paper")',
        '[Picture: growth](command:paperlens.showPicture?%5B%22growth%22%5D "Show a picture of this family of methods")',
        '[Show in tree](command:paperlens.revealInThemes?%5B%22fern2021roots%22%5D "Show in the tree of themes")',
      ].join(' · '),
    ],
    ROOTING,
  ));

const AUTHORS: readonly [count: number, shown: string][] = [
  [1, 'A1'],
  [2, 'A1, A2'],
  [8, 'A1, A2, A3, A4, A5, A6, A7, A8'],
  [9, 'A1, A2, A3, A4, A5, A6, A7, A8 et al.'],
];

for (const [count, shown] of AUTHORS) {
  test(`${count} author(s)`, () => {
    const authors = Array.from({ length: count }, (_, i) => `{ family: A${i + 1} }`);
    return check({ authors: `[${authors.join(', ')}]` }, BRIEF, [
      '**Roots of plants**',
      `${shown} · 2021`,
      'Shows that roots grow.',
      '`@fern2021roots`',
    ]);
  });
}

test('data stays data, wherever it stands', () =>
  check(
    {
      title: '"<b>Roots</b> [x](command:quit) $\\\\mu$"',
      authors: '[{ given: "*A*", family: "`F`" }]',
      venue: '"# V"',
    },
    BRIEF,
    [
      '**\\<b\\>Roots\\</b\\> \\[x\\]\\(command:quit\\) \\\\mu**',
      '\\*A\\* \\`F\\` · 2021 · \\# V',
      'Shows that roots grow.',
      '`@fern2021roots`',
    ],
  ));

test('a method: what it is for, how faithful it is, and its paper', async () => {
  const { snapshot } = await openWorkspace({
    'papers/fern.md': card('fern2021roots'),
    ...ROOTING,
    'snippets/b.py': method('b', 'nobody1999', { name: '"B [1]"', differs: '"all * of it"' }),
  });
  const cardOf = (id: string) => {
    const found = snapshot.catalog.method(id);
    assert.ok(found);
    return methodCard(found, snapshot.catalog).split('\n\n');
  };
  assert.deepEqual(cardOf('rooting'), [
    '**Rooting** initialises the roots of a plant.',
    'A root is a square.',
    '*When:* In spring.',
    '*Fidelity:* as in the paper. Nothing known.',
    'Fern 2021, *Roots of plants* · `@fern2021roots`',
  ]);
  assert.deepEqual(cardOf('b'), [
    '**B \\[1\\]** initialises the roots of a plant.',
    'A root is a square.',
    '*When:* In spring.',
    '*Fidelity:* as in the paper. All \\* of it.',
  ]);
});

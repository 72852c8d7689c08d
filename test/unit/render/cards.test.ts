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

/** Two that the paper is related to, one of them with an unusual key, and a third that no corpus has. */
const OTHERS = {
  'papers/moss.md': card('moss2022leaves', { title: '"Leaves (of plants)"', year: '2022' }),
  'papers/swan.md': card('DBLP:conf/swan', {
    authors: '[{ family: "Swan" }, { family: "Pike" }]',
  }),
};
const RELATED = `
  - { key: moss2022leaves, why: "for leaves, at \\u0024R^3\\u0024" }
  - { key: "DBLP:conf/swan", why: "for *birds*" }
  - { key: nobody1999, why: "unknown" }`;

/** The card of a paper with these fields has these paragraphs. */
async function check(
  fields: CardFields,
  options: CardOptions,
  paragraphs: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { snapshot } = await openWorkspace({
    'themes.yaml': THEMES,
    'papers/fern.md': card('fern2021roots', fields, BODY),
    ...files,
  });
  const paper = snapshot.catalog.paper('fern2021roots');
  assert.ok(paper);
  assert.deepEqual(paperCard(paper, snapshot.catalog, options).split('\n\n'), paragraphs);
}

const BRIEF: CardOptions = { length: 'brief', actions: false };
const MEDIUM: CardOptions = { length: 'medium', actions: false };
const FULL: CardOptions = { length: 'full', actions: false };
const ROOTING = { 'snippets/rooting.py': method('rooting', 'fern2021roots') };

const KNOWN: CardFields = {
  venue: '"ICLR 2022"',
  arxiv: '"2101.00001"',
  doi: '"10.1000/182"',
  code: '"https://example.org/roots"',
  themes: '[roots, leaves, fish]',
  note: '"Once called Growth."',
  related: RELATED,
};
const RECORDS = [
  '[arXiv 2101.00001](https://arxiv.org/abs/2101.00001)',
  '[DOI](https://doi.org/10.1000/182)',
  '[Code](https://example.org/roots)',
  '`@fern2021roots`',
].join(' · ');

test('in brief: title, authors, venue and summary', () =>
  check(
    KNOWN,
    BRIEF,
    ['**Roots of plants**  \nAda Fern · 2021 · ICLR 2022', 'Shows that roots grow.'],
    { ...ROOTING, ...OTHERS },
  ));

test('in mid-sentence: also what it found, when to use it, what to read next, and where it stands', () =>
  check(
    KNOWN,
    MEDIUM,
    [
      '**Roots of plants**  \nAda Fern · 2021 · ICLR 2022',
      'Shows that roots grow.',
      '*Found:* They grow by 7 %. They do so in \\*all\\* soils.  \n*Use it when:* You have a plant.',
      [
        '- Fern 2022: for leaves, at R³',
        '- Swan \\& Pike 2021: for \\*birds\\*',
        '- `@nobody1999`: unknown',
      ].join('\n'),
      `*Roots* · *Leaves* · ${RECORDS}  \nSnippet: Rooting (as in the paper)`,
    ],
    { ...ROOTING, ...OTHERS },
  ));

const command = (text: string, name: string, args: string, title: string) =>
  `[${text}](command:paperlens.${name}?${args} "${title}")`;

test('with links to commands where they can be run', () =>
  check(
    { ...KNOWN, arxiv: undefined, doi: undefined, code: undefined },
    { length: 'medium', actions: true },
    [
      '**Roots of plants**  \nAda Fern · 2021 · ICLR 2022',
      'Shows that roots grow.',
      '*Found:* They grow by 7 %. They do so in \\*all\\* soils.  \n*Use it when:* You have a plant.',
      [
        `- ${command('Fern 2022', 'showPaper', '%5B%22moss2022leaves%22%5D', 'Leaves \\(of plants\\)')}: for leaves, at R³`,
        `- ${command('Swan \\& Pike 2021', 'showPaper', '%5B%22DBLP%3Aconf%2Fswan%22%5D', 'Roots of plants')}: for \\*birds\\*`,
        '- `@nobody1999`: unknown',
      ].join('\n'),
      [
        `*${command('Roots', 'revealInThemes', '%5B%7B%22theme%22%3A%22roots%22%7D%5D', 'Show in the tree of themes')}* · *${command('Leaves', 'revealInThemes', '%5B%7B%22theme%22%3A%22leaves%22%7D%5D', 'Show in the tree of themes')}* · \`@fern2021roots\``,
        [
          command('Copy key', 'copyKey', '%5B%22fern2021roots%22%5D', 'Copy \\@fern2021roots'),
          command(
            'Insert Rooting',
            'insertSnippet',
            '%5B%22rooting%22%5D',
            'Insert the code: as in the paper',
          ),
          command(
            'Picture: growth',
            'showPicture',
            '%5B%22growth%22%5D',
            'Show a picture of this family of methods',
          ),
          command(
            'Show in tree',
            'revealInThemes',
            '%5B%22fern2021roots%22%5D',
            'Show in the tree of themes',
          ),
        ].join(' · '),
      ].join('  \n'),
    ],
    { ...ROOTING, ...OTHERS },
  ));

test('in full: all that is known, with links to other pages', () =>
  check(
    KNOWN,
    FULL,
    [
      '# Roots of plants',
      'Ada Fern · 2021 · ICLR 2022',
      'Shows that roots grow.',
      RECORDS,
      '## Problem',
      '- Nobody knew.',
      '## Approach',
      '- We looked, for long.',
      '## Findings',
      '- They grow by 7 %.\n- They do so in \\*all\\* soils.',
      '*Use it when:* You have a plant.',
      '*Note:* Once called Growth.',
      '## Related',
      [
        '- [Fern 2022](../papers/moss2022leaves.md), *Leaves \\(of plants\\)*: for leaves, at $R^3$',
        '- [Swan \\& Pike 2021](../papers/DBLP%3Aconf/swan.md), *Roots of plants*: for \\*birds\\*',
        '- `@nobody1999`: unknown',
      ].join('\n'),
      '## Themes',
      '*[Roots](../themes/roots.md)* · *[Leaves](../themes/leaves.md)*',
      'Snippet: Rooting (as in the paper)',
    ],
    { ...ROOTING, ...OTHERS },
  ));

test('a page whose own path is deeper leads as far up', async () => {
  const { snapshot } = await openWorkspace({
    'themes.yaml': THEMES,
    'papers/a.md': card('conf/a', { related: '[{ key: b, why: x }]', themes: '[roots]' }),
    'papers/b.md': card('b'),
  });
  const paper = snapshot.catalog.paper('conf/a');
  assert.ok(paper);
  const page = paperCard(paper, snapshot.catalog, FULL);
  assert.match(page, /\]\(\.\.\/\.\.\/papers\/b\.md\)/);
  assert.match(page, /\]\(\.\.\/\.\.\/themes\/roots\.md\)/);
});

test('a paper of which little is known', () =>
  check({}, MEDIUM, [
    '**Roots of plants**  \nAda Fern · 2021',
    'Shows that roots grow.',
    '*Found:* They grow by 7 %. They do so in \\*all\\* soils.  \n*Use it when:* You have a plant.',
    '`@fern2021roots`',
  ]));

test('no more than four related papers and one long finding in mid-sentence', async () => {
  const related = Array.from({ length: 6 }, (_, i) => `{ key: k${i}, why: w${i} }`);
  const body = `Shows it.\n\n## Findings\n- ${'Long. '.repeat(40)}\n- Second.`;
  const { snapshot } = await openWorkspace({
    'papers/fern.md': card('fern2021roots', { related: `[${related.join(', ')}]` }, body),
  });
  const paper = snapshot.catalog.paper('fern2021roots');
  assert.ok(paper);
  const medium = paperCard(paper, snapshot.catalog, MEDIUM);
  assert.deepEqual(medium.match(/w\d/g), ['w0', 'w1', 'w2', 'w3']);
  assert.doesNotMatch(medium, /Second/);
  const full = paperCard(paper, snapshot.catalog, FULL);
  assert.deepEqual(full.match(/w\d/g)?.length, 6);
  assert.match(full, /Second/);
});

test('what is unconfirmed is said to be', () =>
  check(
    {
      venue: '"ICLR 2022"',
      doi: '"10.1000/182"',
      code: '"https://example.org/roots"',
      unconfirmed: '[venue, doi, code]',
    },
    MEDIUM,
    [
      '**Roots of plants**  \nAda Fern · 2021 · ICLR 2022 (unconfirmed)',
      'Shows that roots grow.',
      '*Found:* They grow by 7 %. They do so in \\*all\\* soils.  \n*Use it when:* You have a plant.',
      [
        '[DOI](https://doi.org/10.1000/182) (unconfirmed)',
        '[Code](https://example.org/roots) (unconfirmed)',
        '`@fern2021roots`',
      ].join(' · '),
    ],
  ));

const DRAWN = 'data:image/svg+xml;base64,PHN2Zy8+';

test('formulas: drawn where there is a way to, as text without, as TeX on a page', async () => {
  const fields = { title: '"$\\\\mu$-Transfer to $R^3$"' };
  const draw = (tex: string) => (tex === '\\mu' ? DRAWN : undefined);
  const tail = [' · 2021', 'Shows that roots grow.'];
  const head = (title: string) => [`**${title}**  \nAda Fern${tail[0] ?? ''}`, tail[1] ?? ''];
  await check(fields, BRIEF, head('μ\\-Transfer to R³'));
  await check(
    fields,
    { ...BRIEF, draw },
    head(`<img src="${DRAWN}" alt="&#92;mu" align="absmiddle">\\-Transfer to R³`),
  );
  const { snapshot } = await openWorkspace({ 'papers/fern.md': card('fern2021roots', fields) });
  const paper = snapshot.catalog.paper('fern2021roots');
  assert.ok(paper);
  assert.match(paperCard(paper, snapshot.catalog, FULL), /^# \$\\mu\$\\-Transfer to \$R\^3\$\n/);
});

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
      `**Roots of plants**  \n${shown} · 2021`,
      'Shows that roots grow.',
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
      '**\\<b\\>Roots\\</b\\> \\[x\\]\\(command:quit\\) μ**  \n\\*A\\* \\`F\\` · 2021 · \\# V',
      'Shows that roots grow.',
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

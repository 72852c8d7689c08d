// Writing a corpus of one's own: what is offered, explained and told in its files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../../server/src/core/features/completion/complete';
import { diagnosticsOf } from '../../../server/src/core/features/diagnostics/documentDiagnostics';
import { parsePaper } from '../../../server/src/core/corpus/paperFile';
import { hover } from '../../../server/src/core/features/hover/hover';
import type { DocumentKind } from '../../../server/src/core/snapshot';
import { readFixture } from '../../support/fixture';
import { card, FIELD, method, openWorkspace, THEMES } from '../../support/sampleCorpus';

const FOLDER = '/field/.paperlens';
const opened = openWorkspace(FIELD);

/** The text at this path of the corpus, open in an editor. */
async function edit(path: string, text: string, kind: DocumentKind = 'note') {
  const workspace = await opened;
  const uri = `file://${FOLDER}/${path}`;
  workspace.open(uri, 1, kind, text);
  return { uri, snapshot: workspace.snapshot };
}

type Offer = readonly [drawing: string, labels: readonly string[] | undefined];

async function offers([drawing, labels]: Offer, path: string, kind: DocumentKind): Promise<void> {
  const offset = drawing.indexOf('<|>');
  const { uri, snapshot } = await edit(path, drawing.replace('<|>', ''), kind);
  const found = complete(snapshot, uri, offset);
  assert.deepEqual(
    found?.items.map(({ label }) => label),
    labels,
  );
}

const IN_CARDS: readonly Offer[] = [
  ['<|>', ['--- card']],
  ['--<|>-', ['--- card']],
  ['---\nti<|>', ['title', 'titles']],
  ['---\nkey: a\nti<|>\nauthors: []\n---\n', ['title', 'titles']],
  ['---\ntitle: "T"\nti<|>\n---\n', ['titles']],
  ['---\nti<|>\ntitles: []\n---\n', ['title']],
  ['---\nkind: <|>\n---\n', ['article', 'inproceedings', 'preprint']],
  ['---\nkind: in<|>', ['inproceedings']],
  ['---\nthemes: [ro<|>]\n---\n', ['roots']],
  ['---\nthemes: [<|>', ['roots', 'leaves', 'birds']],
  ['---\nnames:\n  - {name: "A", when: <|>}\n---\n', ['always', 'exact', 'evidence']],
  ['---\nnames:\n  - {name: "A", <|>}\n---\n', ['when', 'cues']],
  ['---\nnames:\n  - <|>', ['name']],
  ['---\nauthors:\n  - <|>', ['author']],
  ['---\nauthors:\n  - {g<|>', ['given']],
  ['---\nunconfirmed: [a<|>]\n---\n', ['authors', 'arxiv']],
  ['---\nrelated:\n  - {key: "mos<|>"}\n---\n', ['moss2022leaves']],
  ['---\nrelated:\n  - {key: birds <|>', ['swan2021flight']],
  ['---\ntitle: "ke<|>"\n---\n', undefined],
  ['---\ntitle: T\n---\n## <|>', ['## Problem', '## Approach', '## Findings', '## Use it when']],
  ['---\ntitle: T\n---\nSum.\n\n## F<|>\n\n## Problem\n', ['## Findings']],
  ['---\ntitle: T\n---\n## <|>\n\n## Problem\n', ['## Approach', '## Findings', '## Use it when']],
  ['---\ntitle: T\n---\nAs in [@mos<|>', ['moss2022leaves']],
  ['ti<|>', undefined],
];

for (const offer of IN_CARDS) {
  test(`in a card, ${JSON.stringify(offer[0])} offers ${String(offer[1])}`, () =>
    offers(offer, 'papers/new.md', 'note'));
}

const IN_THEMES: readonly Offer[] = [
  ['<|>', ['theme']],
  ['- <|>', ['id', 'label', 'about', 'children']],
  ['- id: a\n  l<|>', ['label']],
  ['- id: a\n  <|>', ['label', 'about', 'children']],
  ['- id: a\n  children:\n    - <|>', ['id', 'label', 'about']],
  ['- id: <|>', undefined],
];

for (const offer of IN_THEMES) {
  test(`in themes.yaml, ${JSON.stringify(offer[0])} offers ${String(offer[1])}`, () =>
    offers(offer, 'themes.yaml', 'themes'));
}

test('a new card has its file for a key, and lacks only what is to be filled in', async () => {
  const { uri, snapshot } = await edit('papers/fern2022stems.md', '');
  const [item] = complete(snapshot, uri, 0)?.items ?? [];
  assert.ok(item?.isSnippet);
  const filled = item.newText.replace('${1:', '').replace('stems}', 'stems');
  const { value, problems } = parsePaper('a.md', filled.replaceAll(/\$\d/g, '2022'));
  assert.deepEqual([value?.key, problems], ['fern2022stems', []]);
});

test('a comment in the body silences what is told', async () => {
  const faulty = card('new2020card', { themes: '[stems]' }, 'Sum.');
  const silent = `${faulty}\n<!-- paperlens-ignore-file corpus-file -->\n`;
  for (const [text, count] of [
    [faulty, 1],
    [silent, 0],
  ] as const) {
    const { uri, snapshot } = await edit('papers/new.md', text);
    assert.equal(diagnosticsOf(snapshot, uri).length, count);
  }
});

test('elsewhere, front matter is that of a note', () =>
  offers(['---\nti<|>\n---\n', undefined], '../papers/new.md', 'note'));

/** What stands in the text once the first offer is taken. */
const TAKEN: readonly [drawing: string, text: string][] = [
  ['---\nauth<|>\n---\n', '---\nauthors:\n  - {given: "$1", family: "$2"}\n---\n'],
  ['---\nyea<|>r: 2020\n---\n', '---\nyear: 2020\n---\n'],
  ['---\nkind: a<|>\n---\n', '---\nkind: article\n---\n'],
  ['---\nrelated:\n  - {key: "moss"<|>}', '---\nrelated:\n  - {key: "moss"}'],
  [
    '---\nrelated:\n  - {key: "mos<|>s20", why: x}',
    '---\nrelated:\n  - {key: "moss2022leaves", why: x}',
  ],
  ['---\na: b\n---\n## Fi<|>', '---\na: b\n---\n## Findings'],
];

for (const [drawing, expected] of TAKEN) {
  test(`taken at ${JSON.stringify(drawing)}`, async () => {
    const { text, cursor = 0 } = readFixture(drawing);
    const { uri, snapshot } = await edit('papers/new.md', text);
    const [item] = complete(snapshot, uri, cursor)?.items ?? [];
    const { start, end } = item?.replace ?? { start: 0, end: 0 };
    assert.equal(text.slice(0, start) + (item?.newText ?? '') + text.slice(end), expected);
  });
}

const HOVERED: readonly [path: string, drawing: string, expected: RegExp | undefined][] = [
  ['papers/a.md', '---\nye<|>ar: 2020\n---\n', /^\*\*year\*\* The year in which/],
  ['papers/a.md', '---\nauthors: [{gi<|>ven: A}]\n---\n', /^\*\*given\*\* Given names/],
  ['papers/a.md', '---\nnames: [{name: A, wh<|>en: exact}]\n---\n', /^\*\*when\*\* always: in any/],
  ['papers/a.md', '---\nrelated: [{key: "moss20<|>22leaves"}]\n---\n', /Leaves of plants/],
  ['papers/a.md', '---\nrelated: [{key: "nob<|>ody"}]\n---\n', undefined],
  ['papers/a.md', '---\nti<|>tel: T\n---\n', undefined],
  ['papers/a.md', '---\na: b\n---\nAs in RootNe<|>t.', /Roots of plants/],
  ['themes.yaml', '- id: a\n  abo<|>ut: b', /^\*\*about\*\* A sentence/],
  ['snippets/a.py', '# ---\n# paper: moss202<|>2leaves\n# ---\n', /Leaves of plants/],
];

for (const [path, drawing, expected] of HOVERED) {
  test(`hover in ${path}: ${JSON.stringify(drawing)}`, async () => {
    const { text, cursor = 0 } = readFixture(drawing);
    const kind = path.endsWith('.py') ? 'python' : path.endsWith('.yaml') ? 'themes' : 'note';
    const { uri, snapshot } = await edit(path, text, kind);
    const found = hover(snapshot, uri, cursor, { actions: false, mentions: true });
    if (expected) assert.match(found?.markdown ?? '', expected);
    else assert.equal(found, undefined);
  });
}

type Told = readonly [line: number, code: string, message: string];

const FAULTS: readonly [what: string, path: string, text: string, told: readonly Told[]][] = [
  ['a good card', 'papers/new.md', card('new2020card'), []],
  ['a card as it is loaded', 'papers/fern2021roots.md', FIELD['papers/fern2021roots.md'] ?? '', []],
  [
    'a card without year',
    'papers/new.md',
    card('new2020card', { year: undefined }),
    [[1, 'corpus-file', '"year" is missing.']],
  ],
  [
    'a title that is no text',
    'papers/new.md',
    card('new2020card', { title: '1984' }),
    [[3, 'corpus-file', '"title" must be a text in quotes, not 1984.']],
  ],
  [
    'a theme that no corpus has',
    'papers/new.md',
    card('new2020card', { themes: '[roots, stems]' }),
    [[6, 'corpus-file', 'themes: "stems" is not a subtheme.']],
  ],
  [
    'a related paper that no corpus has',
    'papers/new.md',
    card('new2020card', {
      related: '\n  - {key: moss2022leaves, why: x}\n  - {key: nobody, why: x}',
    }),
    [[8, 'corpus-file', 'related: "nobody" is the key of no paper here.']],
  ],
  [
    'a key that another card has',
    'papers/new.md',
    card('moss2022leaves'),
    [
      [
        2,
        'corpus-file',
        'key: "moss2022leaves" is already the key of another paper; this one is left out.',
      ],
    ],
  ],
  [
    'an unknown section',
    'papers/new.md',
    card('new2020card', {}, 'Sum.\n\n## Result\n- x'),
    [
      [
        9,
        'corpus-file',
        '"Result" is no section; known are Problem, Approach, Findings, Use it when.',
      ],
    ],
  ],
  ['themes', 'themes.yaml', THEMES, []],
  [
    'a theme without label',
    'themes.yaml',
    '- {id: a, label: A, about: x}\n- {id: b, about: x}\n',
    [[2, 'corpus-file', 'A theme needs the texts id, label and about: {"id":"b","about":"x"}']],
  ],
  [
    'a snippet of no paper',
    'snippets/new.py',
    method('new', 'nobody1999'),
    [[3, 'corpus-file', 'paper: "nobody1999" is the key of no paper here.']],
  ],
  [
    'an id that another snippet has',
    'snippets/new.py',
    method('rooting', 'fern2021roots'),
    [
      [
        2,
        'corpus-file',
        'id: "rooting" is already the id of another method; this one is left out.',
      ],
    ],
  ],
];

for (const [what, path, text, told] of FAULTS) {
  test(`told: ${what}`, async () => {
    const kind = path.endsWith('.py') ? 'python' : path.endsWith('.yaml') ? 'themes' : 'note';
    const { uri, snapshot } = await edit(path, text, kind);
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
    const found = diagnosticsOf(snapshot, uri).filter(
      ({ message }) => !/family|layers/.test(message),
    );
    assert.deepEqual(
      found.map(({ start, code, message }) => [lineOf(start), code, message]),
      told,
    );
  });
}

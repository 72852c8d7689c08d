// Which papers and methods are offered, and in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, describeItem } from '../../../server/src/core/features/completion/complete';
import { card, method, openWorkspace } from '../../support/sampleCorpus';

const FILES: Readonly<Record<string, string>> = {
  'papers/fern.md': card('fern2021roots', { names: '[RootNet]' }),
  'papers/fern2.md': card('fern2021rootsagain', { title: '"More roots"' }),
  'papers/moss.md': card('moss2022leaves', {
    title: '"Leaves that follow fern"',
    authors: '[{ given: "Łucja", family: "Moß" }]',
    year: '2022',
  }),
  'papers/swan.md': card('swan2020flight', {
    title: '"Flight of birds"',
    authors: '[{ given: "Cy", family: "Swan" }]',
    year: '2020',
  }),
  'snippets/rooting.py': method('rooting', 'fern2021roots', {
    name: 'Rooting',
    aliases: '[root init, "RootNet initialization"]',
  }),
  'snippets/deep_rooting.py': method('deep_rooting', 'fern2021roots', {
    name: 'Deep rooting',
    aliases: '["LoRA Init[A]"]',
  }),
  'snippets/grow_in_spring.py': method('grow_in_spring', 'fern2021roots', {
    name: 'Spring',
    aliases: '[]',
  }),
};

const opened = openWorkspace(FILES);

type Kind = 'note' | 'python';

/** At `<|>`, these labels are offered, in this order; undefined: there is nothing to complete. */
async function check(
  text: string,
  labels: readonly string[] | undefined,
  kind: Kind = 'note',
): Promise<void> {
  const workspace = await opened;
  const offset = text.indexOf('<|>');
  workspace.open('file:///a', 1, kind, text.replace('<|>', ''));
  const found = complete(workspace.snapshot, 'file:///a', offset);
  assert.deepEqual(
    found?.items.map(({ label }) => label),
    labels,
  );
}

const NEWEST_FIRST = ['moss2022leaves', 'fern2021roots', 'fern2021rootsagain', 'swan2020flight'];

test('nothing typed yet: all, the newest first', () => check('@<|>', NEWEST_FIRST));
test('nothing typed yet: what the note cites stands first, the most cited at the top', () =>
  check('[@fern2021roots] and @swan2020flight, @swan2020flight. @<|>', [
    'swan2020flight',
    'fern2021roots',
    'moss2022leaves',
    'fern2021rootsagain',
  ]));
test('the key as typed stands before keys that begin so', () =>
  check('@fern2021roots<|>', ['fern2021roots', 'fern2021rootsagain']));
test('keys that begin so stand before papers that hold the word', () =>
  check('@fern<|>', ['fern2021roots', 'fern2021rootsagain', 'moss2022leaves']));
test('they do so even where another paper is cited', () =>
  check('@moss2022leaves @fern<|>', ['fern2021roots', 'fern2021rootsagain', 'moss2022leaves']));
test('of keys that begin so, a citation changes no order', () =>
  check('@fern2021rootsagain, @fern2021<|>', ['fern2021roots', 'fern2021rootsagain']));
test('by author, without accents', () => check('@moss<|>', ['moss2022leaves']));
test('by the name of the method', () => check('@rootnet<|>', ['fern2021roots']));
test('by title, with a letter wrong', () => check('@fligth<|>', ['swan2020flight']));
test('by several words in brackets', () => check('[@birds swan<|>]', ['swan2020flight']));
test('where one paper holds all words, the others are not offered', () =>
  check('[@flight birds<|>]', ['swan2020flight']));
test('where none does, those with some of them are', () =>
  check('[@birds more<|>]', ['fern2021rootsagain', 'swan2020flight']));
test('an unknown word: nothing found', () => check('@zzzzzz<|>', []));
test('prose is nothing to complete', () => check('fern<|>', undefined));

test('a method by its name', () => check('deep<|>', ['Deep rooting'], 'python'));
test('by a prefix: the name of which more was typed stands first', () =>
  check('root<|>', ['Rooting', 'Deep rooting'], 'python'));
test('by an alias, its words in any order', () => check('init rootnet<|>', ['Rooting'], 'python'));
test('by an alias with brackets', () => check('init[a]<|>', ['Deep rooting'], 'python'));
test('by its id as Python writes it', () => check('deep_rooting<|>', ['Deep rooting'], 'python'));
test('by an id of several words', () => check('grow_in_spring<|>', ['Spring'], 'python'));
test('a word that all methods share lists all', () =>
  check('initialise<|>', ['Spring', 'Rooting', 'Deep rooting'], 'python'));
test('beside another word it takes nothing away', () =>
  check('init deep<|>', ['Deep rooting'], 'python'));
test('on a later line', () => check('import math\ndeep<|>\nx = 1', ['Deep rooting'], 'python'));
test('by half a word from its middle: nothing found', () => check('ooting<|>', [], 'python'));
test('by its first letter, so that typing on refines the list', () =>
  check('r<|>', ['Rooting', 'Deep rooting'], 'python'));
test('code is no name', () => check('x = root<|>', undefined, 'python'));
test('a call is no name', () => check('model.root<|>', undefined, 'python'));
test('in fenced Python of a note', () => check('```python\ndeep<|>\n```', ['Deep rooting']));
test('the line before the fence is no Python', () => check('deep<|>\n```python\n```', undefined));
test('a decorator is no citation', () => check('@fern<|>', undefined, 'python'));

const NOTE = 'file:///note.md';

test('the documentation of an item is its card', async () => {
  const { snapshot } = await opened;
  assert.match(
    describeItem(snapshot, NOTE, { kind: 'citation', id: 'fern2021roots' }) ?? '',
    /^\*\*Roots of plants\*\*/,
  );
  assert.match(
    describeItem(snapshot, NOTE, { kind: 'snippet', id: 'rooting' }) ?? '',
    /^\*\*Rooting\*\* initialises the roots of a plant\./,
  );
  assert.equal(describeItem(snapshot, NOTE, { kind: 'citation', id: 'nobody1999' }), undefined);
  assert.equal(describeItem(snapshot, NOTE, { kind: 'snippet', id: 'nothing' }), undefined);
});

test('nothing in a document that is not open', async () => {
  assert.equal(complete((await opened).snapshot, 'file:///unknown', 0), undefined);
});

test('what is inserted, and what the person sees beside it', async () => {
  const workspace = await opened;
  workspace.open('file:///a', 1, 'note', '[@moss');
  const [item] = complete(workspace.snapshot, 'file:///a', 6)?.items ?? [];
  assert.deepEqual(item, {
    kind: 'citation',
    label: 'moss2022leaves',
    description: 'Moß 2022',
    detail: 'Leaves that follow fern',
    newText: '@moss2022leaves]',
    isSnippet: false,
    insert: { start: 1, end: 6 },
    replace: { start: 1, end: 6 },
    filterText: '@moss',
    id: 'moss2022leaves',
  });
});

const ODD_KEYS: readonly [text: string, newText: string][] = [
  ['@odd', '@{odd:}'],
  ['@{odd', '@{odd:}'],
];

for (const [text, newText] of ODD_KEYS) {
  test(`a key that needs braces, for "${text}"`, async () => {
    const workspace = await openWorkspace({ 'papers/a.md': card('"odd:"') });
    workspace.open('file:///a', 1, 'note', text);
    const [item] = complete(workspace.snapshot, 'file:///a', text.length)?.items ?? [];
    assert.equal(item?.newText, newText);
  });
}

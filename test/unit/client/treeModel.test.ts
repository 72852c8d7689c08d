// What the tree shows and where its papers stand, and what commands make of their argument; no editor needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  childrenOf,
  findPaper,
  findTheme,
  keyOf,
  placeRoots,
  themeOf,
  viewOf,
} from '../../../client/src/views/treeModel';
import type { PaperGroup, PaperLeaf } from '../../../server/src/protocol/messages';

const paper = (key: string, fields: Partial<PaperLeaf> = {}): PaperLeaf => ({
  kind: 'paper',
  key,
  title: `On ${key}`,
  description: 'Fern 2021',
  hasCode: false,
  methods: [],
  ...fields,
});
const group = (id: string, ...children: PaperGroup['children']): PaperGroup => ({
  kind: 'group',
  id,
  label: id,
  about: '',
  count: children.length,
  children,
});

const roots = placeRoots([
  group('plants', group('plants/trees', paper('oak')), group('plants/herbs', paper('sage'))),
  group('kitchen', paper('sage')),
]);

test('a paper in two groups has an id for each place', () => {
  const [plants, kitchen] = roots.map((root) => childrenOf(root));
  const herbs = plants?.[1] ? childrenOf(plants[1]) : [];
  assert.deepEqual([herbs[0]?.id, kitchen?.[0]?.id], ['plants/herbs/sage', 'kitchen/sage']);
});

test('a paper is found at its first place, with the way to it', () => {
  const found = findPaper(roots, 'sage');
  assert.deepEqual(
    [found?.id, found?.parent?.id, found?.parent?.parent?.id],
    ['plants/herbs/sage', 'plants/herbs', 'plants'],
  );
  assert.equal(findPaper(roots, 'thyme'), undefined);
});

test('a theme is found by the id of its subtheme, not by a part of it', () => {
  assert.equal(findTheme(roots, 'herbs')?.id, 'plants/herbs');
  for (const id of ['erbs', 'plants', 'plants/herbs', 'sage', 'none'])
    assert.equal(findTheme(roots, id), undefined, id);
});

for (const [argument, theme] of [
  [{ theme: 'herbs' }, 'herbs'],
  [{ theme: 7 }, undefined],
  ['herbs', undefined],
  [roots[0], undefined],
  [null, undefined],
  [undefined, undefined],
] as const) {
  test(`${JSON.stringify(argument)} names ${theme ?? 'no theme'}`, () =>
    assert.equal(themeOf(argument), theme));
}

for (const [what, argument, key] of [
  ['a key from a card', 'oak', 'oak'],
  ['a paper of the tree', { id: 'x', node: paper('oak'), parent: undefined }, 'oak'],
  ['a group of the tree', roots[0], undefined],
  ["the address that the editor's menu hands over", { scheme: 'file', path: '/a.md' }, undefined],
  ['nothing', undefined, undefined],
] as const) {
  test(`${what} names ${key ?? 'no paper'}`, () => assert.equal(keyOf(argument), key));
}

for (const [what, fields, icon, contextValue, spoken] of [
  ['nothing', {}, 'file-text', 'paper', 'On oak, Fern 2021'],
  ['code', { hasCode: true }, 'github-inverted', 'paper', 'On oak, Fern 2021, has code'],
  [
    'a snippet and code',
    { hasCode: true, methods: [{ id: 'm', name: 'M' }] },
    'symbol-method',
    'paper.snippet',
    'On oak, Fern 2021, has code, has a snippet',
  ],
] as const) {
  test(`a paper that has ${what}`, () => {
    const view = viewOf(paper('oak', fields));
    assert.deepEqual(
      [view.icon, view.contextValue, view.accessibilityLabel],
      [icon, contextValue, spoken],
    );
  });
}

test('a group tells its number of papers', () => {
  assert.equal(viewOf(group('herbs', paper('sage'))).accessibilityLabel, 'herbs, 1 paper');
  assert.equal(viewOf(group('herbs', paper('sage'), paper('oak'))).description, '2');
});

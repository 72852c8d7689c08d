// The tree of papers: by theme, year and method, whole and filtered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tree, type Grouping, type TreeNode } from '../../../server/src/core/features/tree';
import { openWorkspace } from '../../support/sampleCorpus';

function outline(node: TreeNode, indent = ''): string[] {
  if (node.kind === 'paper') {
    const methods = node.methods.map(({ name }) => ` [${name}]`).join('');
    return [`${indent}${node.title}, ${node.description}${node.hasCode ? ' +code' : ''}${methods}`];
  }
  const below = node.children.flatMap((child) => outline(child, `${indent}  `));
  return [`${indent}${node.label} (${node.count})`, ...below];
}

/** The tree reads like the outline. */
async function check(grouping: Grouping, filter: string, expected: string): Promise<void> {
  const { snapshot } = await openWorkspace();
  const lines = expected.split('\n').slice(1, -1);
  const common = Math.min(...lines.map((line) => line.search(/\S/)));
  assert.deepEqual(
    tree(snapshot, grouping, filter).flatMap((group) => outline(group)),
    lines.map((line) => line.slice(common)),
  );
}

test('by theme: a paper of two subthemes stands in both and counts once; the rest comes last', () =>
  check(
    'theme',
    '',
    `
    Plants (2)
      Roots (2)
        Leaves of plants, Moss & Fern 2022 +code
        Roots of plants, Fern 2021 [Rooting]
      Leaves (1)
        Leaves of plants, Moss & Fern 2022 +code
    Animals (1)
      Birds (1)
        Flight of birds, Swan 2021
    Without a theme (1)
      Fins of fish, Pike 2020
    `,
  ));

test('by year: the newest first, by title within a year', () =>
  check(
    'year',
    '',
    `
    2022 (1)
      Leaves of plants, Moss & Fern 2022 +code
    2021 (2)
      Flight of birds, Swan 2021
      Roots of plants, Fern 2021 [Rooting]
    2020 (1)
      Fins of fish, Pike 2020
    `,
  ));

test('by method: families, their methods, and what has no code', () =>
  check(
    'method',
    '',
    `
    Growth (1)
      Rooting (1)
        Roots of plants, Fern 2021 [Rooting]
    Without a snippet (3)
      Leaves of plants, Moss & Fern 2022 +code
      Flight of birds, Swan 2021
      Fins of fish, Pike 2020
    `,
  ));

test('filtered: groups that are left empty are left out', () =>
  check(
    'theme',
    'bird',
    `
    Animals (1)
      Birds (1)
        Flight of birds, Swan 2021
    `,
  ));

test('filtered by two words: only papers that hold both, in any order', () =>
  check(
    'year',
    'plants moss',
    `
    2022 (1)
      Leaves of plants, Moss & Fern 2022 +code
    `,
  ));

test('filtered by a term of the field', () =>
  check(
    'theme',
    'Taproot',
    `
    Plants (1)
      Roots (1)
        Roots of plants, Fern 2021 [Rooting]
    `,
  ));

for (const filter of ['  ', '?!', '']) {
  test(`a filter without a word filters nothing: "${filter}"`, async () => {
    const { snapshot } = await openWorkspace();
    const count = tree(snapshot, 'year', filter).reduce((sum, group) => sum + group.count, 0);
    assert.equal(count, 4);
  });
}

test('a filter that nothing holds gives no groups', async () => {
  const { snapshot } = await openWorkspace();
  for (const grouping of ['theme', 'year', 'method'] as const) {
    assert.deepEqual(tree(snapshot, grouping, 'zzzzzz'), []);
  }
});

test('ids are unique, and the same after a filter, so that a view keeps what is open', async () => {
  const { snapshot } = await openWorkspace();
  const idsIn = (nodes: readonly TreeNode[]): string[] =>
    nodes.flatMap((node) => (node.kind === 'group' ? [node.id, ...idsIn(node.children)] : []));
  for (const grouping of ['theme', 'year', 'method'] as const) {
    const ids = idsIn(tree(snapshot, grouping, ''));
    assert.equal(new Set(ids).size, ids.length);
    const filtered = idsIn(tree(snapshot, grouping, 'plants'));
    assert.ok(filtered.length > 0 && filtered.every((id) => ids.includes(id)));
  }
});

test('a group tells what it is about', async () => {
  const { snapshot } = await openWorkspace();
  const [plants] = tree(snapshot, 'theme', '');
  assert.equal(plants?.about, 'What grows.');
  const [growth] = tree(snapshot, 'method', '');
  assert.equal(growth?.about, 'A larger net from a trained smaller one.');
  const [rooting] = growth.children;
  assert.ok(rooting?.kind === 'group');
  assert.equal(rooting.about, 'Initialises the roots of a plant. In spring.');
});

test('a corpus without themes has one group', async () => {
  const { snapshot } = await openWorkspace({
    'papers/a.md':
      '---\nkey: a1\ntitle: "A"\nyear: 2021\nauthors: [{ family: "B" }]\n---\nShows.\n',
  });
  assert.deepEqual(
    tree(snapshot, 'theme', '').flatMap((group) => outline(group)),
    ['Without a theme (1)', '  A, B 2021'],
  );
});

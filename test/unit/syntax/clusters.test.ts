import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockFacts } from '../../../server/src/core/syntax/document';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';

/** A cluster as `prefix|citation|suffix` for each of its parts, behind the text that it spans. */
function drawn({ text, clusters }: BlockFacts): string[] {
  const cut = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  return clusters.map((cluster) => {
    const parts = cluster.citations.map((one) => [one.prefix, one, one.suffix].map(cut).join('|'));
    return [cut(cluster), ...parts].join(' = ');
  });
}

function check(table: readonly (readonly [text: string, ...clusters: readonly string[]])[]): void {
  for (const [text, ...clusters] of table) {
    const found = parseMarkdown(text).blocks.flatMap(({ facts }) => drawn(facts));
    assert.deepEqual(found, clusters, text);
  }
}

test('prefix, citation, suffix', () => {
  check([
    ['x [@a] y', '[@a] = |@a|'],
    ['[see @a, p. 3]', '[see @a, p. 3] = see|@a|, p. 3'],
    ['[ see\n@a ]', '[ see\n@a ] = see|@a|'],
    ['[@a; see -@{b}, *x; y*;@c]', '[@a; see -@{b}, *x; y*;@c] = |@a| = see|-@{b}|, *x; y* = |@c|'],
    ['[@a [p. 3], 4]', '[@a [p. 3], 4] = |@a|[p. 3], 4'],
    ['[@a, "x; y" \\; &amp; z]', '[@a, "x; y" \\; &amp; z] = |@a|, "x; y" \\; &amp; z'],
    ['> [@a;\n> @b]', '[@a;\n> @b] = |@a| = |@b|'],
  ]);
});

test('further citations of a part are in its suffix, nested clusters are their own', () => {
  check([
    ['[@a and @b; @c]', '[@a and @b; @c] = |@a|and @b = |@c|'],
    ['[see [@a] @b]', '[see [@a] @b] = see [@a]|@b|', '[@a] = |@a|'],
    ['[x [@a]]', '[@a] = |@a|'],
  ]);
});

test('a locator behind a citation in the text', () => {
  check([
    ['@a [p. 3]'],
    ['@a [@b]', '[@b] = |@b|'],
    ['@a [p. 3; see @b]', '[p. 3; see @b] = see|@b|'],
    ['@a [p. 3; @b]{.x}', '[p. 3; @b] = |@b|'],
    ['[p. 3; @b]'],
    ['*@a* [p. 3; @b]'],
    ['@a\n\n[p. 3; @b]'],
  ]);
});

test('brackets that are no cluster', () => {
  check([
    ['@a'],
    ['[x] @a'],
    ['[@a; ]'],
    ['[@a; x; @b]'],
    ['[@a](b) [@a][b] [@a]{.b} ![@a] ^[@a]'],
    ['[*@a*]'],
    ['["@a"]'],
    ['[@a, *x]'],
    ['[@a'],
    ['`[@a]` $[@a]$ \\[@a]'],
  ]);
});

test('which hyphens suppress the author', () => {
  const table: readonly (readonly [text: string, isSuppressed: boolean])[] = [
    ['[-@a]', true],
    ['[see -@a]', true],
    ['[(-@a)]', true],
    ['[----@a]', true],
    ['[--@a]', false],
    ['[---@a]', false],
    ['[\\--@a]', true],
    ['[\\-@a]', false],
    ['[see-@a]', false],
    ['[p.-@a]', false],
    ['[*x*-@a]', false],
    ['[- @a]', false],
    ['-@a', true],
    ['--@a', false],
    ['x-@a', false],
    ['@b-@a', true],
    ['[@b -@a]', true],
  ];
  for (const [text, isSuppressed] of table) {
    const [facts] = parseMarkdown(text).blocks.map((block) => block.facts);
    const found = facts?.citations.find(({ key }) => key === 'a');
    assert.equal(found?.suppressesAuthor, isSuppressed, text);
  }
});

test('what a cluster lists are the citations of the block', () => {
  const [facts] = parseMarkdown('@a [see -@b; @fig-c] and [@d]').blocks.map((block) => block.facts);
  assert.ok(facts);
  const flat = facts.clusters.flatMap(({ citations }) => citations);
  for (const { prefix, suffix, ...citation } of flat) {
    assert.ok(prefix.end <= citation.start && citation.end <= suffix.start);
    assert.ok(facts.citations.some((one) => JSON.stringify(one) === JSON.stringify(citation)));
  }
  assert.deepEqual(
    flat.map(({ key, kind }) => `${key} ${kind}`),
    ['b work', 'fig-c crossReference', 'd work'],
  );
});

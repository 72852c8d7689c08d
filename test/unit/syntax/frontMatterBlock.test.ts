import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFrontMatter } from '../../../server/src/core/syntax/frontMatterBlock';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';

const lines = (...all: readonly string[]) => all.join('\n');

const CASES: readonly (readonly [yaml: string, cited: readonly string[]])[] = [
  ["nocite: '@a, @b2024'", ['a', 'b2024']],
  [lines('nocite: |', '  @a:b, @{https://x.y/z}', '  -@c'), ['a:b', 'https://x.y/z', 'c']],
  [lines('nocite:', '  - "@a"', '  - "[@b]"'), ['a', 'b']],
  ["nocite: '@*'", ['*']],
  ["nocite: '@*, me@home.org'", ['*']],
  [lines("nocite: '@a'", 'title: "@b"', 'twitter: "@c"'), ['a']],
  [lines('title: x', 'abstract: >', '  As @a says,', '  `@b` is no key.', 'author: "@c"'), ['a']],
  ['title: "@b"', []],
];

for (const [yaml, cited] of CASES) {
  test(JSON.stringify(yaml), () => {
    const head = `---\n${yaml}\n---\n`;
    const citations = readFrontMatter(head)?.citations ?? [];
    assert.deepEqual(
      citations.map(({ key }) => key),
      cited,
    );
    for (const { key, start, end, keySpan } of citations) {
      assert.equal(head.slice(keySpan.start, keySpan.end), key);
      assert.match(head.slice(start, end), /^@\{?.*\}?$/);
    }
  });
}

test('every key that there is, a part of the document, and a work are told apart', () => {
  const { citations = [] } = readFrontMatter('---\nnocite: "@*, @fig-one, @one"\n---\n') ?? {};
  assert.deepEqual(
    citations.map(({ kind }) => kind),
    ['everything', 'crossReference', 'work'],
  );
});

test('it is the first block of a note, kept by identity while the note is edited', () => {
  const text = '---\nnocite: "@a"\n---\n\nSee @b.\n';
  const note = parseMarkdown(text);
  assert.deepEqual(
    note.blocks.map(({ start, facts }) => [start, facts.citations.map(({ key }) => key)]),
    [
      [0, ['a']],
      [text.indexOf('See'), ['b']],
    ],
  );
  const at = text.length - 1;
  const edited = parseMarkdown(`${text.slice(0, at)} x\n`, note, [
    { fromA: at, toA: at, fromB: at, toB: at + 2 },
  ]);
  assert.equal(edited.blocks[0]?.facts, note.blocks[0]?.facts);
});

test('front matter that says nothing in prose is no block', () => {
  for (const text of ['---\ntitle: x\n---\n\nSee.\n', '% Title @a\n\nSee.\n', 'See.\n'])
    assert.equal(parseMarkdown(text).blocks[0]?.facts.text.trim(), 'See.');
});

test('hostile front matter takes no more than linear time', () => {
  for (const part of ['@{', '`', '@a', "'@"])
    void readFrontMatter(`---\nnocite: ${part.repeat(100_000)}\n---\n`);
});

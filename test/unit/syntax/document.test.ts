import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockAt, isProse } from '../../../server/src/core/syntax/document';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';

const note = parseMarkdown('# One\n\nTwo `code` two\ntwo\n\n\n- three\n');

test('the block at an offset, its end included', () => {
  const table: readonly (readonly [offset: number, text: string | undefined])[] = [
    [-1, undefined],
    [0, '# One'],
    [5, '# One'],
    [6, undefined],
    [7, 'Two `code` two\ntwo'],
    [25, 'Two `code` two\ntwo'],
    [26, undefined],
    [28, '- three'],
    [99, undefined],
  ];
  for (const [offset, text] of table) {
    assert.equal(blockAt(note, offset)?.facts.text, text, String(offset));
  }
  assert.equal(blockAt(parseMarkdown(''), 0), undefined);
});

test('whether a span is prose', () => {
  const facts = note.blocks[1]?.facts;
  assert.ok(facts);
  const check = (words: string, expected: boolean) => {
    const start = facts.text.indexOf(words);
    assert.ok(start >= 0);
    assert.equal(isProse(facts, { start, end: start + words.length }), expected, words);
  };
  check('Two', true);
  check('two\ntwo', true);
  check('code', false);
  check('Two `code', false);
  check('` two', false);
});

test('the kind and the text of each block', () => {
  const kinds = note.blocks.map(({ start, facts }) => `${start} ${facts.kind}`);
  assert.deepEqual(kinds, ['0 ATXHeading1', '7 Paragraph', '28 BulletList']);
});

test('code fences: language and content', () => {
  const table: readonly (readonly [text: string, language: string, content: string])[] = [
    ['```python\nx = 1\n```', 'python', 'x = 1\n'],
    ['~~~ Python\nx\n~~~', 'python', 'x\n'],
    ['```{python}\nx\n```', 'python', 'x\n'],
    ['```{.python .numberLines}\nx\n```', 'python', 'x\n'],
    ['```{r, echo=FALSE}\nx\n```', 'r', 'x\n'],
    ['```c++\nx\n```', 'c++', 'x\n'],
    ['```\nx\n```', '', 'x\n'],
    ['```python\n```', 'python', ''],
    ['```python\nopen\n', 'python', 'open\n'],
    ['```python', 'python', ''],
    ['- ```python\n  x\n  ```', 'python', '  x\n  '],
    ['> ```python\n> x\n> ```', 'python', '> x\n> '],
    ['```python\r\nx\r\n```', 'python', 'x\r\n'],
  ];
  for (const [text, language, content] of table) {
    const [facts] = parseMarkdown(text).blocks.map((block) => block.facts);
    const found = facts?.fences.map((fence) => [
      fence.language,
      facts.text.slice(fence.content.start, fence.content.end),
    ]);
    assert.deepEqual(found, [[language, content]], JSON.stringify(text));
  }
});

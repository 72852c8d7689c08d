import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontMatterEnd } from '../../../server/src/core/syntax/frontMatter';

/** Each text is cut at `|`, where its front matter shall end; none is expected where there is no `|`. */
function check(texts: readonly string[]): void {
  for (const drawn of texts) {
    const text = drawn.replace('|', '');
    const expected = Math.max(0, drawn.indexOf('|'));
    assert.equal(frontMatterEnd(text), expected, JSON.stringify(drawn));
  }
}

test('closed by dashes or dots, with any line ends, with a byte order mark', () => {
  check([
    '---\na: b\n---\n|text',
    '---\na: b\n---|',
    '---\na: b\n...\n|text',
    '--- \t\na: b\n---  \n|text',
    '---\r\na: b\r\n---\r\n|text',
    '\uFEFF---\na: b\n---\n|text',
    '---\n---\n|text',
    '---\na: b\n\nc: d\n---\n|text\n---\n',
    '---\na: "--- no end"\n ---\n----\n---\n|text',
  ]);
});

test('none where it is a rule, not first, or not closed', () => {
  check(['', '---', '---\n', '---\na: b', 'text\n---\na: b\n---\n', '\n---\na: b\n---\n']);
  check([
    '---\n\ntext\n\n---\n',
    '---\r\n\r\ntext\r\n---\r\n',
    '----\na: b\n---\n',
    ' ---\na\n---\n',
  ]);
});

test('lines of title, authors and date', () => {
  check([
    '% Title\n|text',
    '% Title\n% One; Two\n% 2020\n|% text',
    '% Title\n  goes on\n%\n|text',
    '% Title\r\n|text',
    '\uFEFF% Title\n|\ntext',
    '% Title|',
    ' % text',
    'text\n% text',
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { citationContextAt } from '../../../server/src/core/syntax/citationContext';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { readFixture } from '../../support/fixture';

const isKey = (key: string) => key === 'mishkin2015all';

function contextOf(drawing: string) {
  const { text, cursor } = readFixture(drawing);
  assert.ok(cursor !== undefined, 'The drawing needs a cursor.');
  const found = citationContextAt(parseMarkdown(text), cursor, isKey);
  if (found) {
    assert.deepEqual(found.typed, { start: found.whole.start, end: cursor }, drawing);
    assert.ok(found.whole.end >= cursor, drawing);
  }
  return { text, found };
}

/** Each drawing with what is searched for, and the text once KEY has been chosen. */
function check(table: readonly (readonly [drawing: string, query: string, result: string])[]) {
  for (const [drawing, query, result] of table) {
    const { text, found } = contextOf(drawing);
    assert.ok(found, `Nothing starts in ${JSON.stringify(drawing)}`);
    const { before, after, whole } = found;
    const written = `${text.slice(0, whole.start)}${before}KEY${after}${text.slice(whole.end)}`;
    assert.deepEqual([found.query, written], [query, result], JSON.stringify(drawing));
  }
}

/** Drawings at whose cursor nothing shall be offered. */
function checkNone(drawings: readonly string[]) {
  for (const drawing of drawings) {
    assert.equal(contextOf(drawing).found, undefined, JSON.stringify(drawing));
  }
}

test('a citation starts at every @ in prose', () => {
  check([
    ['@<|>', '', '@KEY'],
    ['see @<|>', '', 'see @KEY'],
    ['see @mi<|>', 'mi', 'see @KEY'],
    ['see -@mi<|>', 'mi', 'see -@KEY'],
    ['(@mi<|>)', 'mi', '(@KEY)'],
    ['*@mi<|>*', 'mi', '*@KEY*'],
    ['🎉@mi<|>', 'mi', '🎉@KEY'],
    ['# On @mi<|>', 'mi', '# On @KEY'],
    ['> - quoted @mi<|>', 'mi', '> - quoted @KEY'],
    ['| a | @mi<|> |\n|---|---|', 'mi', '| a | @KEY |\n|---|---|'],
    ['text\n@mi<|>\ntext', 'mi', 'text\n@KEY\ntext'],
    ['[^1]: See @mi<|>', 'mi', '[^1]: See @KEY'],
    ['see @mishkin2015all<|>', 'mishkin2015all', 'see @KEY'],
    ['see @smith.<|>', 'smith.', 'see @KEY'],
    ['\\\\@mi<|>', 'mi', '\\\\@KEY'],
  ]);
});

test('what remains of the key behind the cursor is replaced, and no more', () => {
  check([
    ['@mi<|>shkin2015all, p. 3', 'mi', '@KEY, p. 3'],
    ['@<|>mishkin2015all.', '', '@KEY.'],
    ['@mi<|>. Then', 'mi', '@KEY. Then'],
    ['@mi<|> then', 'mi', '@KEY then'],
    ["@mi<|>shkin2015all's", 'mi', "@KEY's"],
  ]);
});

test('brackets are closed once', () => {
  check([
    ['[@<|>', '', '[@KEY]'],
    ['[@mi<|>', 'mi', '[@KEY]'],
    ['[@mi<|>]', 'mi', '[@KEY]'],
    ['[see -@mi<|>', 'mi', '[see -@KEY]'],
    ['[@mi<|>, p. 3]', 'mi', '[@KEY, p. 3]'],
    ['[@mi<|>; @other]', 'mi', '[@KEY; @other]'],
    ['[@other; @mi<|>', 'mi', '[@other; @KEY]'],
    ['[@other, p. 3;\n@mi<|>', 'mi', '[@other, p. 3;\n@KEY]'],
    ['[@mi<|> and more text', 'mi', '[@KEY] and more text'],
    ['[@mi<|> and a [link](x)', 'mi', '[@KEY] and a [link](x)'],
    ['[@mi<|>\n\nNext [paragraph]', 'mi', '[@KEY]\n\nNext [paragraph]'],
    ['[@mi<|>\r\n\r\nNext] paragraph', 'mi', '[@KEY]\r\n\r\nNext] paragraph'],
    ['[a link, @mi<|>](x)', 'mi', '[a link, @KEY](x)'],
    ['[see [a link](x) and @mi<|>', 'mi', '[see [a link](x) and @KEY]'],
    ['text^[@mi<|>', 'mi', 'text^[@KEY]'],
  ]);
});

test('brackets that hold no citation are left alone', () => {
  check([
    ['[closed] @mi<|>', 'mi', '[closed] @KEY'],
    ['\\[escaped @mi<|>', 'mi', '\\[escaped @KEY'],
    ['in [0, 1) by @mi<|>', 'mi', 'in [0, 1) by @KEY'],
    ['[open\n\nNext @mi<|>', 'mi', '[open\n\nNext @KEY'],
    ['[open\r\n\r\nNext @mi<|>', 'mi', '[open\r\n\r\nNext @KEY'],
    ['> [open\n>\n> Next @mi<|>', 'mi', '> [open\n>\n> Next @KEY'],
    ['- [open\n- Next @mi<|>', 'mi', '- [open\n- Next @KEY'],
    ['- [ ] task @mi<|>', 'mi', '- [ ] task @KEY'],
  ]);
});

test('braces are closed once', () => {
  check([
    ['@{<|>', '', '@{KEY}'],
    ['@{mi<|>', 'mi', '@{KEY}'],
    ['@{mi<|>}', 'mi', '@{KEY}'],
    ['@{mi<|>shkin2015all}', 'mi', '@{KEY}'],
    ['[@{mi<|>', 'mi', '[@{KEY}]'],
    ['[@{mi<|>}', 'mi', '[@{KEY}'],
    ['[@{mi<|>]', 'mi', '[@{KEY}]'],
    ['[@{mi<|>}]', 'mi', '[@{KEY}]'],
    ['@{good init<|>', 'good init', '@{KEY}'],
    ['@{good init<|>}', 'good init', '@{KEY}'],
    ['@{good<|> init}', 'good', '@{KEY}'],
  ]);
});

test('several words may be searched for in brackets', () => {
  check([
    ['[@good init<|>', 'good init', '[@KEY]'],
    ['[@good init<|>]', 'good init', '[@KEY]'],
    ['[see @good init<|>; @other]', 'good init', '[see @KEY; @other]'],
    ['[@ good init<|>]', ' good init', '[@KEY]'],
    ['[@hitchhiker’s guide<|>]', 'hitchhiker’s guide', '[@KEY]'],
  ]);
});

test('the next citation of a cluster starts behind the semicolon', () => {
  check([
    ['[@other; <|>', '', '[@other; @KEY]'],
    ['[@other; mi<|>]', 'mi', '[@other; @KEY]'],
    ['[@other; mi<|>sh]', 'mi', '[@other; @KEY]'],
    ['[@other; <|>see @third]', '', '[@other; @KEYsee @third]'],
    ['[@other;<|>', '', '[@other; @KEY]'],
    ['[@other;mi<|>', 'mi', '[@other; @KEY]'],
    ['[see @other, p. 3; <|>]', '', '[see @other, p. 3; @KEY]'],
  ]);
  checkNone(['[a note; <|>]', '@other; <|>', '[@other]; <|>', '[@other\n\nNext; <|>']);
});

test('not behind a key that is complete', () => {
  checkNone([
    '[@mishkin2015all p. 3<|>]',
    '[@mishkin2015all, p<|>]',
    '[@mishkin2015all chapter<|>',
    "@mishkin2015all's<|>",
    "[@mishkin2015all's<|>]",
    '@mishkin2015all.<|>',
    '*@mishkin2015all*<|>',
    '@mishkin2015all <|>',
    '@{mishkin2015all} <|>',
    '@{mishkin2015all}<|>',
    '[@mishkin2015all]<|>',
  ]);
});

test('several words outside of brackets are prose', () => {
  checkNone(['@good init<|>', '@ <|>', '@ mi<|>', 'text<|>', '<|>', 'a; b<|>']);
});

test('not where no citation can stand', () => {
  checkNone([
    'me@mi<|>',
    '文献@mi<|>',
    '\\@mi<|>',
    '`@mi<|>`',
    '```\n@mi<|>\n```',
    '    @mi<|>',
    '$@mi<|>$',
    'https://example.org/@mi<|>',
    '<https://example.org/@mi<|>>',
    '[text](@mi<|>)',
    '[text](x "@mi<|>")',
    '<!-- @mi<|> -->',
    '<a href="@mi<|>">text</a>',
    '---\nauthor: @mi<|>\n---\n',
    'see <me@mi<|>>',
    '@one,<|>',
    '`[@other; <|>`',
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { draw, readFixture } from '../../support/fixture';

/** The citations of a note: the marks are theirs, with the key and `-` where the author is suppressed. */
function check(drawing: string): void {
  const { text, marks } = readFixture(drawing);
  const found = parseMarkdown(text).blocks.flatMap(({ start, facts }) =>
    facts.citations.map((citation) => {
      const { keySpan, key, suppressesAuthor } = citation;
      assert.equal(facts.text.slice(keySpan.start, keySpan.end), key);
      const message = `${suppressesAuthor ? '-' : ''}${key}`;
      return { start: start + citation.start, end: start + citation.end, message };
    }),
  );
  assert.equal(draw(text, found), draw(text, marks));
}

test('in text, in brackets, with the author suppressed, in braces', () => {
  check(`
    @mishkin2015all says so.
    ^^^^^^^^^^^^^^^ mishkin2015all
    It is known [see @doe99, pp. 33-35 and *passim*; -@{Foo_bar.}].
                     ^^^^^^ doe99
                                                     ^^^^^^^^^^^^ -Foo_bar.
    -@smith04 agrees, and so do @a's.
    ^^^^^^^^^ -smith04
                                ^^ a
  `);
});

test('wherever prose stands', () => {
  check(`
    # On @heading
         ^^^^^^^^ heading
    Setext @one
           ^^^^ one
    ===

    > quoted @two
             ^^^^ two
    > - list @three
             ^^^^^^ three
      1. nested @four
                ^^^^^ four

    | a | b |
    | - | - |
    | @five | *@six* |
      ^^^^^ five
               ^^^^ six

    - [ ] task @seven
               ^^^^^^ seven

    [link @eight](https://example.org) and **~~@nine~~**
          ^^^^^^ eight
                                               ^^^^^ nine
  `);
});

test('in footnotes and in notes within the text', () => {
  check(`
    Text.[^1] More.^[Inline @note.]
                            ^^^^^ note

    [^1]: See @mishkin2015all.
              ^^^^^^^^^^^^^^^ mishkin2015all
  `);
});

test('addresses, escapes and handles are none', () => {
  check(String.raw`
    Write to me@example.org or <me@example.org>, not to \@someone.
    Nor 文献@smith, but 🎉@smith and \\@smith are.
                        ^^^^^^ smith
                                     ^^^^^^ smith
  `);
});

test('not in code, maths, link targets, HTML, comments and URLs', () => {
  check(`
    \`@code\` and $@maths$ and [link](https://example.org/@path "@title")
    <span title="@html">@text</span> <!-- @comment --> https://example.org/@you
                        ^^^^^ text

        @indented

    \`\`\`python
    @decorator
    \`\`\`

    <!--
    @comment
    -->

    [ref]: https://example.org/@target "@title"
  `);
});

test('a citation follows another one without a space, but not emphasis', () => {
  check(`
    @a@b and x@c@d and *x*@e and **x**@f
    ^^ a
      ^^ b
                ^^ d
  `);
});

test('not in raw TeX, attributes and divs, but in what tags enclose', () => {
  check(`
    \\cite{@a} and [@b](c){k="@a"}
                   ^^ b
    # Heading @c {#sec-x k="@a"}
              ^^ c

    <div class="@a">
    @d
    ^^ d
    </div>

    ::: {.note k="@a"}
    @e
    ^^ e
    :::

    \\begin{equation}
    @a

    @a
    \\end{equation}
  `);
});

test('in definitions and in items of any kind', () => {
  check(`
    Term
    :   @a
        ^^ a

        @b
        ^^ b

    (1) Item

        @c
        ^^ c

    (@example) An example: its label cites nothing, unlike @d.
                                                           ^^ d
  `);
});

test('what points to a part of the same document is no citation of a work', () => {
  const kinds = (text: string) =>
    parseMarkdown(text).blocks.flatMap(({ facts }) => facts.citations.map(({ kind }) => kind));
  const own = [
    ...['fig', 'tbl', 'lst', 'eq', 'sec', 'alg', 'tip', 'nte', 'wrn', 'imp', 'cau'],
    ...['thm', 'lem', 'cor', 'prp', 'cnj', 'def', 'exm', 'exr', 'sol', 'rem'],
  ];
  for (const prefix of own) {
    assert.deepEqual(kinds(`See @${prefix}-one.`), ['crossReference'], prefix);
  }
  assert.deepEqual(kinds('[@Fig-one; -@tbl-two-1]'), ['crossReference', 'crossReference']);
  assert.deepEqual(
    kinds('@fig @figure-one @fig:one @FIG-one @my-fig-one @fig_one'),
    Array(6).fill('work'),
  );
});

test('CRLF line ends', () => {
  const { blocks } = parseMarkdown('see @one\r\nand [@two;\r\n@three]\r\n\r\n- @four\r\n');
  const keys = blocks.flatMap(({ facts }) => facts.citations.map(({ key }) => key));
  assert.deepEqual(keys, ['one', 'two', 'three', 'four']);
});

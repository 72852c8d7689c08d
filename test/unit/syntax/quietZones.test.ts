import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';

/** The words of a note that are read as prose, whichever way its lines end. */
function check(text: string, words: string): void {
  for (const [kind, written] of [
    ['LF', text],
    ['CRLF', text.replaceAll('\n', '\r\n')],
  ] as const) {
    const prose = parseMarkdown(written).blocks.flatMap(({ facts }) =>
      facts.prose.map((run) => facts.text.slice(run.start, run.end)),
    );
    const found = prose.join(' ').match(/[\p{L}\p{N}]+/gu) ?? [];
    assert.equal(found.join(' '), words, `${kind}: ${JSON.stringify(text)}`);
  }
}

test('code', () => {
  check('a `quiet` b', 'a b');
  check('a ``quiet ` quiet`` b', 'a b');
  check('a `open b', 'a open b');
  check('a `quiet\nquiet` b', 'a b');
  check('a ``quiet` b', 'a b');
  check('```\nquiet\n```\nb', 'b');
  check('~~~ {.python}\nquiet\n~~~\n\nb', 'b');
  check('````md\n```\nquiet\n```\nquiet\n````\nb', 'b');
  check('```{r, echo=FALSE}\nquiet\n```\nb', 'b');
  check('a\n\n    quiet\n\n    quiet\n\nb', 'a b');
  check('a\n\n\tquiet\n\nb', 'a b');
  check('a\n    lazy', 'a lazy');
  check('- a\n\n      quiet\n\n  b', 'a b');
  check('- a\n  ```\n  quiet\n  ```\n  b', 'a b');
  check('> ```\n> quiet\n> ```\n> b', 'b');
  check('a\n```\nnever closed', 'a');
});

test('how far a list stands to the right decides what is code in it', () => {
  check('  - a\n\n      b', 'a b');
  check('- a\n\n      quiet', 'a');
  check('  - a\n\n      b\n\ntext\n\n- a\n\n      quiet', 'a b text a');
});

test('link targets and URLs, not link texts', () => {
  check('[text](https://example.org/quiet "quiet")', 'text');
  check('[text](<quiet quiet>)', 'text');
  check('[text](quiet quiet)', 'text');
  check('[text](quiet "quiet) text', 'text quiet quiet text');
  check('![picture](quiet.png)', 'picture');
  check('[text][quiet]\n\n[quiet]: https://example.org "quiet"', 'text');
  check('[quiet]: quiet quiet "quiet"\n\nb', 'b');
  check('[quiet]: quiet\n  "quiet"\n\nb', 'b');
  check('> [quiet]: quiet\n>   "quiet"\n\nb', 'b');
  check('[a]: "b" c', 'a b c');
  check('a <https://example.org/quiet> b', 'a b');
  check('a https://example.org/quiet b', 'a b');
  check('a www.example.org/quiet b', 'a b');
  check('a <me@example.org> b', 'a b');
  check('a me@example.org b', 'a b');
  check('[[Wiki page]] and [[page|alias]]', 'Wiki page and page alias');
});

test('HTML and comments', () => {
  check('a <span class="quiet">b</span> c', 'a b c');
  check('a <!-- quiet --> b', 'a b');
  check('a <!-- quiet\nquiet --> b', 'a b');
  check('<!-- quiet\n\nquiet -->\n\nb', 'b');
  check('<!-- quiet\n\nquiet --> b', 'b');
  check('<div class="quiet">\na\n</div>\n\nb', 'a b');
  check('<table>\n<tr><td>a</td></tr>\n</table>', 'a');
  check('<pre>\nquiet\n\nquiet\n</pre>\nb', 'b');
  check('a <script>quiet</script> b', 'a b');
  check('> <!-- quiet\n>\n> quiet -->\n> a\n\nb', 'a b');
  check('> <!-- quiet\n\nb', 'b');
  check('- <!-- quiet\n\n  quiet\n\nb', 'b');
  check('<?php quiet ?>\n\nb', 'b');
  check('a < b and c > d', 'a b and c d');
});

test('raw TeX', () => {
  check('a \\emph{quiet} b', 'a b');
  check('a \\emph[quiet]{quiet {quiet} quiet}{quiet} b', 'a b');
  check('a \\emph {b', 'a b');
  check('a \\% b', 'a b');
  check('a \\begin{x}quiet\\end{x} b', 'a b');
  check('\\begin{x}\nquiet\n\n\\begin{x}\nquiet\n\\end{x}\nquiet\n\\end{x} a\nb', 'a b');
  check('a\n\\begin{x}\n\nquiet\n\\end{x}\nb', 'a b');
});

test('attributes, and the fences of divs', () => {
  check('# a {#quiet .quiet quiet="quiet"}\n\nb', 'a b');
  check('a {.quiet}\n===\n\nb', 'a b');
  check('a {.b}', 'a b');
  check('`quiet`{.quiet} a [b](quiet){.quiet} [c]{.quiet}', 'a b c');
  check('::: {.quiet}\na\n:::\n\nb', 'a b');
  check('::: quiet\n\na\n\n:::\n\nb', 'a b');
  check('::: a b', 'a b');
});

test('maths, but not money and not a lone letter of a name', () => {
  check('a $quiet$ b', 'a b');
  check('a $quiet + quiet$, b', 'a b');
  check('a $$quiet\nquiet$$ b', 'a b');
  check('costs $20 and $30', 'costs 20 and 30');
  check('costs $20,000 and $30,000.', 'costs 20 000 and 30 000');
  check('costs \\$20, 30\\$', 'costs 20 30');
  check('a $ b $ c', 'a b c');
  check('a $quiet\\$quiet$ b', 'a b');
  check('a $quiet\\\\$ b', 'a b');
  check('$\\mu$-Transfer and $n$', 'mu Transfer and n');
  check('$\\mu_2$ b', 'b');
  check('`$`a$ b', 'a b');
});

test('citation keys are no words', () => {
  check('a [@quiet, p. 3] b', 'a p 3 b');
  check('a @{quiet.} b', 'a b');
});

test('text of tables, lists, quotes and footnotes is prose', () => {
  check('| a | `quiet` |\n|---|---|\n| b | c |', 'a b c');
  check('- a\n- b\n\n  + c\n', 'a b c');
  check('> a\n> > b', 'a b');
  check('*a* **b** ~~c~~', 'a b c');
  check('a\n===\n\nb\n---\n\n# c #', 'a b c');
});

test('definitions and items of any kind hold what is indented below them', () => {
  check('a\n: b\n\n    c\n\n        quiet', 'a b c');
  check('a\n\n:   b\n    c', 'a b c');
  check('(ii) a\n\n     b\n\n         quiet', 'ii a b');
  check('A.  a\n\n    b', 'A a b');
  check('A. Name\n\n    quiet', 'A Name');
  check('| a |\n|---|\n| b |\n: c', 'a b c');
});

test('footnotes are prose, and hold what is indented below them; their labels are not', () => {
  check('a[^quiet]\n\n[^quiet]: b', 'a b');
  check('[^quiet]: https://example.org', '');
  check('[^quiet]: a b\nc\n\n    d\n\n        quiet\n\ne', 'a b c d e');
  check('[^quiet]: a\n[^quiet]: b', 'a b');
  check('[^quiet]:\n    a\n\nb', 'a b');
  check('a^[b] [^not a label] [^]', 'a b not a label');
});

test('front matter, if it is closed and no rule', () => {
  check('---\ntitle: quiet\n---\nb', 'b');
  check('---\ntitle: quiet\n...\nb', 'b');
  check('---  \ntitle: quiet\n---  \nb', 'b');
  check('\uFEFF---\ntitle: quiet\n---\nb', 'b');
  check('---\ntitle: |\n  quiet\n\n  quiet\n---\n\nb', 'b');
  check('---\n---\nb', 'b');
  check('---\ntitle: quiet\n---', '');
  check('---\n\nnot quiet\n\n---\nb', 'not quiet b');
  check('---\nnever: closed', 'never closed');
  check('\n---\nnot: first\n---\n', 'not first');
});

// Owns the corner cases of blocks: where prose stands, and which blocks are quiet.
import type { Groups } from './groups';

export const BLOCKS: Groups = {
  'fenced and indented code': [
    ...['```\n@a\n```\n@b', '```r\n@a\n```\n\n@b', '```{r}\n@a\n```', '```{r, a=@b}\n@c\n```', '~~~\n@a\n~~~', '~~~~\n@a\n~~~\n@b\n~~~~', '````\n```\n@a\n```\n````', 'x\n```\n@a\n```\ny', '```\n@a\n\n@b\n```', ' ```\n @a\n ```', '   ```\n@a\n   ```', '```\n@a\n``` @b\n```', '```{.x key="@a"}\n@b\n```', '``` {#lst-a}\n@b\n```', '```{=html}\n@a\n```', '```python title="@a"\n@b\n```'],
    ...['    @a', '\t@a', 'x\n\n    @a', 'x\n\n\t@a', 'x\n    @a', '    x\n\n    @a\n\n@b', '   @a', '  \t@a', ' \t @a', '    ```\n    @a\n    ```\n@b', '# x\n\n    @a', '# x\n    @a', '***\n    @a', '    @a\n@b', '\n\n    @a\n'],
  ],
  lists: [
    ...['- @a\n- @b', '* @a', '+ @a', '1. @a\n2. @b', '1) @a', '- x\n\n  @a', '- x\n\n    @a', '- x\n\n      @a', '-   x\n\n    @a', '- x\n\n\t@a', '1. x\n\n   @a', '1. x\n\n    @a', '1. x\n\n       @a', '1. x\n\n        @a', '10. x\n\n    @a', '- x\n  @a', '- x\n@a', '- x\n\n@a'],
    ...['- x\n    - @a\n        - @b', '- x\n  - @a\n    - @b', '- x\n\n  - @a\n\n    @b', '- x\n\n      @a\n\n  @b', '- ```\n  @a\n  ```', '- x\n\n  ```\n  @a\n  ```\n\n  @b', '- > @a', '- # @a', '-     @a', '-      @a', '- \n  @a', '-\n  @a', '- x\n\n\n  @a', '  - x\n\n      @a', '   - x\n\n     @a'],
    ...['a. @a', 'A)  @a', '(a) @a', 'i. @a', '(ii) x\n\n     @a', '#. @a', '#. x\n\n   @a', '(1) x\n\n    @a', '(1) x\n\n        @a', 'a. x\n\n   @a', '(@) @a', '(@) x\n\n    @a', '(@b) x', '(@b) x @c', 'see (@b)', '- [ ] @a\n- [x] @b', '- @a\n\n<!-- -->\n\n- @b', '- @a\n\n<!-- -->\n\n    @b', 'x\n- @a', 'x\n1. @a'],
  ],
  'items that are labels of examples': [
    ...['@smith2004. Says', '@smith2004) Says', '(@smith2004) Says', '- @smith2004. Says', '> @smith2004. Says', '# @smith2004. Says', 'text\n@smith2004. Says', '@smith2004.', '(@smith2004)', '(see @smith2004) Says', '@smith2004: says', '@a-b. x', '@a.b. x', '@{a}. x'],
    ...['mix. x\n\n     @a', 'did. x\n\n     @a', 'ii. x\n\n    @a', 'A. x\n\n    @a', 'A.  x\n\n    @a', 'II. x\n\n    @a', 'I. x\n\n    @a', '1\\. x\n\n    @a', 'p. 3 x\n\n    @a', '-\tlonger text\n\n\t@a'],
  ],
  'quotations and line blocks': [
    ...['> @a', '>@a', '> x\n@a', '> x\n>\n> @a', '> > @a', '>     @a', '>      @a', '> ```\n> @a\n> ```', '> - @a\n>   @b', '> [see\n> @a]', '> [@a;\n> @b]', '> `x\n> @a`', '>\n> @a', '> x\n\n> @a', '   > @a', '    > @a', 'x\n> @a', '> # @a', '- > @a\n  > @b'],
    ...['| @a', '| @a\n| @b', '|   @a', '| see @a\n  @b', '| `@a`', '| @a |', '|@a'],
  ],
  'headings and rules': [
    ...['# @a', '## @a ##', '# @a {#sec-b}', '# x {#sec-b .c d="@e"}', '# x {@a}', '# [@a]', '@a\n===', '@a\n---', 'x @a {#b}\n===', '#@a', '# `@a`', '####### @a', '# x\n@a', '@a\n***', '---\n@a', '* * *\n@a', 'x\n# @a', '# x {.unnumbered} @a', '# @a {-}'],
  ],
  tables: [
    ...['| a | b |\n|---|---|\n| @a | [@b; @c] |', 'a | b\n--|--\n@a | @b', '| @a |\n|----|\n| @b |', '| a | b |\n|:-:|--:|\n| `@a` | @b |', '| a | b |\n|---|---|\n| x \\| @a | @b |', '| a | b |\n|---|---|\n| $x$ @a | $y$ |', '| a | b |\n|---|---|\n| x | y |\n\n: see @a', 'Table: see @a\n\n| a | b |\n|---|---|\n| x | y |', '| a | b |\n|---|---|\n| x | y |\n: see @a {#tbl-b}', '| a | b |\n|---|---|\n| *x | @a* |'],
    ...['+---+---+\n| a | b |\n+===+===+\n| @a | @b |\n+---+---+', '+-------+-------+\n| a     | b     |\n+=======+=======+\n| @a    | [@b]  |\n+-------+-------+\n| - @c  | x     |\n| - @d  | `@e`  |\n+-------+-------+', '  a     b\n----  ----\n  @a   @b\n  @c   @d\n', '--------  --------\n a        @b\n @c       d\n--------  --------', '-------------------\n a        b\n-------- ----------\n @a       see\n          @b\n\n @c       x\n-------------------'],
  ],
  footnotes: [
    ...['x[^1]\n\n[^1]: @a', 'x[^1]\n\n[^1]: x\n@a', 'x[^1]\n\n[^1]: x\n\n    @a', 'x[^1]\n\n[^1]: x\n\n        @a', 'x[^1]\n\n[^1]:\n    @a', 'x[^1]\n\n[^1]: x\n\n    - @a\n    - @b', 'x[^1]\n\n[^1]: ```\n    @a\n    ```', 'x[^a@b]\n\n[^a@b]: x', 'x[^@a]', 'x[^@a]\n\n[^@a]: @b', '[^1]: @a\n\nx[^1]', 'x[^1] y[^2]\n\n[^1]: @a\n[^2]: @b', 'x[^1]\n\n[^1]: x\n\n   @a', 'x[^1]\n\n[^1]: x\n\n  @a', '[see @a[^1]]\n\n[^1]: @b', '[^1]\n\n[^1]: @a', 'x[^1]\n\n   [^1]: @a', 'x[^1]\n\n[^1]:@a', 'x[^ @a]', 'x[^]\n\n[^]: @a', 'x[^1]\n\n[^1]: x\n\t@a\n\n\t@b', 'x[^1]\n\n> [^1]: @a'],
  ],
  'definition lists': [
    ...['x\n:   @a', 'x\n:   y\n\n    @a', 'x\n:   y\n\n        @a', '@a\n:   y', 'x\n\n:   @a', 'x\n~   @a', 'x\n:   y\n:   @a', 'x\n: @a', 'x\n:@a', 'x\n  : @a', 'x\n  ~ y\n\n    @a', 'x\n:   y\n    @a', 'x\n:   - @a\n    - @b', 'x\n:   ```\n    @a\n    ```', 'x\n:   y\n\nz\n:   @a', ':   @a', 'x\n\n    :   @a', 'x\n:   y\n@a', 'x\n:   > @a', 'x\n:     @a', 'x\n:       @a'],
  ],
  'HTML blocks': [
    ...['<div>\n@a\n</div>', '<div>\n\n@a\n\n</div>', '<div class="x" title="@a">\n@b\n</div>', '<p>@a</p>', '<p>\n@a\n</p>', '<table>\n<tr><td>@a</td></tr>\n</table>', '<table>\n<tr>\n<td>\n\n@a\n\n</td>\n</tr>\n</table>', '<pre>\n@a\n</pre>', '<pre>\n@a\n\n@b\n</pre>\n@c', '<script>\n@a\n\n@b\n</script>', '<style>\n@a {}\n</style>', '<textarea>\n@a\n</textarea>', '<!-- @a -->', '<!--\n@a\n\n@b\n-->\n\n@c', '<!-- x -->@a', 'x\n<!--\n@a\n-->\ny'],
    ...['<details>\n<summary>@a</summary>\n@b\n</details>', '<figure>\n<img src="@a">\n<figcaption>@b</figcaption>\n</figure>', '<div>\n    @a\n</div>', '<div>\n\n    @a\n\n</div>', '<div>\n  @a\n</div>', '<section>\n    @a\n</section>', '<div>*@a*</div>', '<div><p>@a</p></div>', '<hr>\n@a', '<hr/>\n\n@a', '</div>\n@a', '<div>\n```\n@a\n```\n</div>', '<b>\n@a\n</b>', '<span>\n@a\n</span>', '<iframe src="@a"></iframe>\n@b', '<!DOCTYPE @a>\n@b', '<?php @a ?>\n@b', '<![CDATA[ @a ]]>\n@b', 'x\n<div>\n@a\n</div>', '<div markdown="1">\n@a\n</div>'],
  ],
  'fenced divs': [
    ...['::: x\n@a\n:::', '::: {.x title="@a"}\n@b\n:::', '::: {.x}\n::: {.y}\n@a\n:::\n:::', ':::: {#fig-a}\n![x](y)\n\n@b\n::::', '::: {#thm-a}\n## @b\n@c\n:::', '::: x\n    @a\n:::', '::: x\n\n    @a\n\n:::', 'x\n::: y\n@a\n:::', '::: x @a\n@b\n:::', '::: {.x}\n- y\n\n  @a\n:::', '::: x :::\n@a\n:::', ':::\n@a'],
  ],
  'raw TeX blocks': [
    ...['\\begin{equation}\n@a\n\\end{equation}', '\\begin{x}\n@a\n\n@b\n\\end{x}\n\n@c', '\\begin{x}[@a]{@b}\n@c\n\\end{x}\n@d', '\\begin{x}\n\\begin{x}\n@a\n\\end{x}\n@b\n\\end{x}\n@c', '\\newcommand{\\x}{@a}\n\n@b', '\\newcommand{\\x}[1]{@a #1}\n@b', '\\section{@a}\n@b', '\\foo{@a}\n\n@b', '\\foo{@a} @b', '\\foo\n@a', '\\input{@a}\n@b', 'x\n\\begin{y}\n@a\n\\end{y}\nz', '- \\begin{y}\n  @a\n  \\end{y}', '\\begin{align*}\n@a\n\\end{align*}', '\\def\\x{@a}\n\n@b'],
  ],
  'front matter and metadata': [
    ...['---\ntitle: "@a"\n---\n@b', '---\ntitle: x\n...\n@a', '---\n\n@a\n\n---\n@b', '---\n@a', '---\n---\n@a', 'x\n---\n@a\n---\n@b', '---\nx: "@a"\n--- \n@b', '----\n@a\n----\n@b', '% @a\n% @b\n% @c\n\n@d', '%@a\n\n@b', '% x\n  @a\n\n@b', '\uFEFF@a', '\uFEFF---\nx: "@a"\n---\n@b', '---\nnocite: |\n  @a\n---\n\n@b'],
    ...['---\nnocite: "@a"\n---\n', "---\nnocite: '@a, @b; @{c d}, [-@e]'\n---\n@f", '---\nnocite:\n- "@a"\n- "[@b, p. 3]"\n---\n', '---\nnocite: "@*"\n---\n', "---\nnocite: 'me@home.org, \\@a, @{https://x.y/z}'\n---\n", '---\nabstract: As @a and `@b` say [see @c].\n---\n', '---\nabstract: |\n  As @a says.\n\n  Then @b.\ntitle: "@c"\n---\n\n@d', '---\ntitle: x\nabstract: >-\n  Long\n  @fig-a and @a\n...\n', '---\nnocite: x\n---\n'],
  ],
  'line ends, tabs, blanks': [
    ...['@a\r\n@b\r\n', '[@a;\r\n@b]\r\n', '- x\r\n\r\n  @a\r\n', '```\r\n@a\r\n```\r\n@b', 'x\r\n\r\n    @a\r\n', '---\r\nx: y\r\n---\r\n@a', '$$\r\n@a\r\n$$\r\n@b', '@a\r\n===\r\n', '> x\r\n> @a', 'x[^1]\r\n\r\n[^1]: @a\r\n\r\n    @b', '`@a\r\n@b`', '<!--\r\n@a\r\n-->\r\n@b', '@a  \r\n@b', '@a\\\r\n@b'],
    ...['-\t@a', '1.\t@a', '- x\n\t- @a', '\t\t@a', '> \t@a', '|\t@a', '@a\t@b', '[@a;\t@b]', '[\t@a\t]', '@a\n \n@b', '@a\n\t\n    @b', '@a ', ' @a', '\n@a', '@a\n\n\n\n@b', '   \n    @a', '@a\u2028@b', '@a\f@b', '@a\v@b', 'x\u00A0\n\n@a'],
  ],
  'cross-references of Quarto': [
    ...['@fig-a', 'see @fig-a and @tbl-b.', '[@fig-a; @smith04]', '[-@fig-a]', '[Fig. @fig-a]', '@Fig-a', '@eq-a', '@sec-a-b', '@fig-a-1', '![x](y){#fig-a}\n\n@fig-a', '$$x$$ {#eq-a}\n\n@eq-a', '# x {#sec-a}\n\n@sec-a', '@fig:a', '@figure-a', '@fig', '@fig-'],
  ],
}; // prettier-ignore

// Owns the corner cases of what is quiet within a line: code, links, HTML, TeX, maths, attributes.
import type { Groups } from './groups';

export const QUIET_INLINES: Groups = {
  'code spans': [
    ...['`@a`', '`` @a ``', '`` ` @a ` ``', '`@a` @b', '`@a', '`@a``', '``@a`', '`@a\n@b`', '`@a\n\n@b`', '`[@a]`', '[`@a`]', '[`x` @a]', '*`@a`*', '` @a `', '`\\`@a`', '\\``@a`', '`@a`{.r}'],
    ...['`r @a`', '`{r} @a`', '`@a`{=html}', '`x`{key="@a"}', '`x`{.y @a}', '`x` {@a}', '`a` @b `c`', '`a @b `` c`', '```@a```', '``` @a ``` @b', '`@a*` *b', '*`a*` @b*', '[a`](@b)`'],
  ],
  'links and images': [
    ...['[@a](b)', '[see @a](b)', '[x](@a)', '[x](b "@a")', "[x](b '@a')", '[x](b (@a))', '[x](<@a>)', '[x](<b @a>)', '[x](b @a)', '[x]( @a )', '[x](b\n"@a")', '[x](a(@b)c)', '[x](a(@b)', '[x](a\\)@b)'],
    ...['![@a](b)', '![x](@a)', '![see [@a]](b)', '![x](b "@a")', '[![@a](b)](@c)', '[[@a](b)](c)', '[x [@a] y](b)', '[x](b){key="@a"}', '![x](b){#fig-a}', '![x @c](b){#fig-a key=@d}', '[x](b) {@a}', '[x] (@a)', '[x](@a', '[x](b "@a)'],
    ...['<https://example.org/@a>', '<https://example.org/@a> @b', '<https://example.org/ @a>', '<http:@a>', '<foo:bar@a>', '[x](https://example.org/@a)', '[x](https://example.org/a_@b_)', '<a@b.c> @d', '[x](b)@c', '[x](b)[@c]'],
  ],
  'reference links': [
    ...['[x][y]\n\n[y]: @a', '[x][y]\n\n[y]: b "@a"', "[x][y]\n\n[y]: b '@a'", '[x][y]\n\n[y]: b (@a)', '[x][y]\n\n[y]: b\n  "@a"', '[x][y]\n\n[y]: <@a>', '[x][y]\n\n[y]: https://example.org/@a', '[y]\n\n[y]: @a', '[y][]\n\n[y]: @a', '[y]: @a\n\n[y]', '[y]: @a'],
    ...['[y]: b\n@a', '[y]: b @a', 'x\n[y]: @a', '[y]: @a\n[z]: @b\n\n[y] [z]', '   [y]: @a', '    [y]: @a', '> [y]: @a', '- [y]: @a', '[@a][y]\n\n[y]: b', '[see @a][y]\n\n[y]: b', '[x][y] @a\n\n[y]: b', '![@a][y]\n\n[y]: b'],
    ...['[x][y @a]', '[x] [@a]', '[x][@a]', '[see @a][y]', '[see @a] [y]', '[x][see @a; @b]', '[x][y][@a]', '[x @a][]', '[y]: b {key="@a"}\n\n[y]', '[y]:\n@a\n\n[y]', '[y]: @a "b" c', '[y]:@a\n\n[y]', '*[y]: @a', '[y @a]: b\n\nx'],
  ],
  'HTML tags and comments': [
    ...['<b>@a</b>', '<b title="@a">x</b>', "<b title='@a'>x</b>", '<b title=@a>x</b>', '<b\ntitle="@a">x</b>', '<br>@a', '<br/>@a', '<b @a>', '<b @a="x">', '<a href="@a">@b</a>', '<span class="x">@a</span>', '<span>[@a]</span>', '[<b>@a</b>]', '<B>@a</B>'],
    ...['x <!-- @a --> y', 'x <!-- @a\n@b --> y', 'x <!-- @a', 'x <!-- @a -- @b --> @c', 'x <!---@a---> y', 'x <!----> @a', 'x <!--> @a -->', '<!-- @a --> @b', '[see <!-- @a --> @b]', 'x <? @a ?> y', 'x <!DOCTYPE @a> y', 'x <![CDATA[ @a ]]> y'],
    ...['a < @b', 'a <@b', 'a<@b>', 'a < b @c > d', '<x-y>@a</x-y>', '<foo>@a</foo>', '< b title="@a">', '<b title="@a"', '<b title="@a>', '</b @a>', '<1>@a', '<b>@a', '@a</b>', '<b/@a>', '<code>@a</code>', '<script>@a</script>', 'x <script>@a</script> y', 'x <style>@a</style>', 'x <pre>@a</pre>', 'x <textarea>@a</textarea>'],
  ],
  'raw TeX': [
    ...['\\cite{@a}', '\\textbf{@a}', '\\foo[@a]{b}', '\\foo{b}{@a}', '\\foo{b}[@a]', '\\foo @a', '\\foo{} @a', '\\foo{b} @a', '\\foo*{@a}', '\\foo {@a}', '\\foo{@a', '\\foo{\\bar{@a}}', '\\foo{a\n@b}', '\\foo@a', '\\foo.@a', '\\%@a', '\\& @a', '\\@ref(fig:x)'],
    ...['x \\begin{y}@a\\end{y} z', 'x \\begin{y}@a', '[see \\foo{@a} @b]', '[@a, \\textit{@b}]', '*\\foo{@a}*', '\\foo{`@a`}', '\\\\{@a}', '\\1{@a}', '\\foo1{@a}', '\\ref{x}@a', '\\foo\\{@a\\}', '\\foo(@a)', '\\foo<@a>', '\\foo%@a\n{@b}'],
  ],
  maths: [
    ...['$@a$', '$x @a$', '$ @a$', '$@a $', '$@a$5', '$@a$x', '$@a', '@a$', '$x$ @a $y$', '$20 @a and $30', '$20 and @a$', 'x$@a$', '$@a\n@b$', '$@a\n\n@b$', '\\$@a$', '$@a\\$', '$@a\\$@b$', '$x$@a', '$$@a$$', '$$ @a $$', '$$\n@a\n$$', '$$@a', '$$@a$', '$@a$$'],
    ...['$$\n@a\n\n@b\n$$', '$$$@a$$$', '$$@a$@b$$', 'x $$@a$$ y', '$$@a$$ {#eq-a}', '$$\n@a\n$$ {#eq-b} @c', '$\\text{$@a$}$', '$\\text{@a}$', '$\\text{ $x$ @a}$', '${@a$}$', '`$`@a$', '$`@a`$', '[$@a$]', '[see $x$ @a]', '*$@a*$', '$a*$ @b *$c*$', '$a_1$ @b $c_2$', '$$ @a \\$$ @b $$'],
  ],
  'signs of other kinds of Markdown': [
    ...['{{< cite @a >}}', '[[@a]]', '[[x|@a]]', '> [!note] @a', '#tag @a', '%%@a%%', '==@a==', ':emoji: @a', '@a{k="@b"}', 'x {k="@a"}', '\\(@a\\)', '\\[@a\\]', '!@a', '@a!', '@a/@b', '@a;@b', '@a:@b', 'a/@b', 'x=@a'],
    ...['\\verb|@a|', '\\foo<@a> \\foo(@b) \\foo @c', '\\foo{}[@c]{@d}[@e] {@f}', 'x \\foo\n{@a}', '\\alpha_@a', '\\a@c{@d}', '<x.y @a>', 'me-@example.org', '![x](y)@a', 'x^[y]@a', '~~x~~@a ^x^@b ~x~@c "x"@d'],
  ],
  'notes within the text': [
    ...['x^[@a]', 'x^[see @a; @b]', 'x^[see [@a]]', 'x^[see [@a; @b], p. 3]', 'x^[@a', '^[@a] x', 'x^[a\n@b]', 'x^[`@a`]', '[see @a^[@b]]', 'x^[y^[@a]]', 'x^ [@a]', 'x^[@a]{.y}', 'x^[-@a]'],
  ],
}; // prettier-ignore

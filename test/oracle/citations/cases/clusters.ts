// Owns the corner cases of clusters: prefix, locator, suffix, what nests in them and what breaks them.
import type { Groups } from './groups';

export const CLUSTERS: Groups = {
  'prefix, locator, suffix': [
    ...['[@a]', '[see @a]', '[@a, p. 3]', '[@a, pp. 33-35, 38-39 and *passim*]', '[see @a, pp. 33-35; also @b, ch. 1]', '[@a{ii, A, D-Z}, with a suffix]'],
    ...['[@a, {pp. iv, vi-xi, (xv)-(xvii)} with suffix here]', '[@a{}, 99 years later]', '[@a [p. 3]]', '[@a [p. 3], more]', '@a [p. 3]', '@a [p. 3; @b]', '@a [@b]'],
    ...['@a [see @b, p. 3]', '@a [-@b]', '@a[p. 3]', '@a[@b]', '@a\n[p. 3]', '@a\n\n[p. 3]', '@a [p. 3', '@a [p. 3 @b', '@a [x](y)', '@a [x][y]', '@a [^1]\n\n[^1]: n'],
    ...['[-@a]', '[- @a]', '[--@a]', '[see -@a]', '[see-@a]', '[see - @a]', '[-@a; -@b]', '[@a; see -@b]', '[—@a]', '[.@a]', '[x@a]', '[x@a; @b]', '[-@a.b]'],
    ...['[@a 3]', '[@a:3]', '[@a.3]', '[@a, 3]', '[@a,3]', '[@a p.3]', '[@a\n, p. 3]', '[@a,\np. 3]', '[see\n@a]', '[\n@a\n]', '[ @a ]', '[  @a]'],
  ],
  'several citations': [
    ...['[@a; @b]', '[@a;@b]', '[@a ;@b]', '[@a; @b; @c]', '[@a;; @b]', '[@a;]', '[;@a]', '[@a; ]', '[@a; ; @b]', '[@a; see also]', '[see; @a]', '[@a; and more; @b]'],
    ...['[@a, @b]', '[@a @b]', '[@a and @b]', '[@a, p. 3 @b]', '[@a; @b @c]', '[@a,@b;@c]', '[@a -@b]', '[@a; x@b.c]', '[@a;\n@b]', '[@a;\n  @b;\n  @c]'],
    ...['[see @a and @b; also -@c]', '@a; @b', '@a and @b [and @c]', '@a [p. 3; see @b, p. 4; -@c]', '[@a]; [@b]', '[@a][@b]', '[@a] [@b]', '[@a](@b)'],
  ],
  'brackets in brackets': [
    ...['[see [@a]]', '[[@a]]', '[[[@a]]]', '[[see @a] @b]', '[see [x] @a]', '[@a [x]]', '[@a [x] y; @b]', '[@a [@b]]', '[@a, [see @b]]', '[x [y [z @a]]]', '[@a (see [@b])]'],
    ...['[see @a', 'see @a]', '[see @a; @b', '[@a]]', '[[@a]', '[@a [b]', '[x] @a', '[] @a', '[ ] @a', '[x] [@a]', '([@a])', '(see @a)', '(see @a; @b)', '{@a}', '{[@a]}'],
    ...['[@a, [p. 3](x)]', '[see [x](y) @a]', '[see [x](@y) @a]', '[@a, <b>x</b>]', '[@a, `x]`]', '[@a, $x]$]', '[@a, `x]', '[@a, $x]', '[@a, <!-- ] -->]', '[@a, \\[x\\]]'],
    ...['[x @a]: y', '[@a]: y', '[@a]: https://example.org', '[@a]:', '[@a] : y', '- [ ] @a', '- [x] [@a]', '[see @a][b]', '[b][see @a]', '[b][@a]', '[b] [see @a]', '![@a]', '![x] @a'],
  ],
  'quotations and hyphens': [
    ...['[@a, "x; y"; @b]', "[@a, 'x; y'; @b]", "[@a's x; 'y' @b]", "[@a, it's 'x; y'; @b]", "[@a, '90s; @b]", "[@a, the boys' book; @b's]", '["x; @a" y; @b]', '["x @a" y; @b]', '[~~x @a~~ y; @b]', '[@a, R&D; @b]', '[@a, &ouml; x; @b]'],
    ...['[----@a; ---@b; --@c; -----@d]', '[a -@b] [a-@b] [.-@b] [a.-@b] [a —-@b]', '[*x*-@b]', "['-@b]", '[\\--@a]', '[@a; ----@b]'],
    ...['[*x @a* @b]', '[*x* *y @b]', '[a*b @b]', '[a* b @b]', '[@b, a*]', '[@b, a_b _c]', '[@b, 2 * 3 * 4]', '[@b, **]', '[@b, ****x]', '[@b, x__y]', '[@b, \\*x]', '[@b, *x *]'],
  ],
  'locators behind a citation in the text': [
    ...['@a [p. 3; see @b]', '@a [p. 3; see @b; and]', '@a [p. 3; @b] [@c]', '@a [*p. 3; @b*]', '*@a* [p. 3; @b]', '@a\n\n[p. 3; @b]', '@a   [p. 3; @b]', '@a [-@b; @c] [p; @d]', '[@x @a [p. 3; @b]]', '[see @x @a [p. 3; @b]; @c]'],
    ...['@a [p. 3; @b](x)', '@a [p. 3; @b]{.x}', '@a [see @b]{.x}', '@a [see x; y @b]{.x}', '@x [@a](b)', '@x [@a]{.y}', '@x [p. 3](b); [@c] @d', '[@a](b @z', '[@a]{b', '[@a][', '[@a]('],
  ],
  'emphasis around and inside': [
    ...['*@a*', '**@a**', '***@a***', '_@a_', '__@a__', '~~@a~~', '^@a^', '~@a~', '*see @a*', '*[@a]*', '[*@a*]', '[*see* @a]', '[*see @a*; @b]', '[@a, *x; y*]', '[@a; *@b*]'],
    ...['[@a and *b]', '[@a, **b]', '[@a, _b]', '[@a, ~~b]', '[@a, "b]', "[@a, 'b]", '[@a, "b"]', '["see" @a]', '"@a"', "'@a'", '"[@a]"', '*@a', '**@a', '_@a', '*x @a', '[*see @a]', '*[@a*]', '[*@a]*'],
    ...['[see **also** @a, **p.** 3; _and_ @b]', 'x^@a^', 'x~@a~', 'H~2~O @a', 'x^2^ @a', 'x^[@a]', '~@a b~', '^@a b^', '*a*@b', '_a_@b', 'a_b@c', '[@a]{.smallcaps}', '[see @a]{.x #y}', '[x]{.y} @a', '@a{.x}', '@a {.x}'],
  ],
}; // prettier-ignore

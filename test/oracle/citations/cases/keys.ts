// Owns the corner cases of keys: what is in them, what ends them, what may stand before their `@`.
import type { Groups } from './groups';

const INNER = [...':.#$%&-+?<>~/'];
const OTHER = [...'!"\'()*,;=[]\\^`{|}_@§–’…·'];

export const KEYS: Groups = {
  'punctuation inside of a bare key': [
    ...INNER.map((sign) => `x @a${sign}b y`),
    ...INNER.flatMap((one) => INNER.map((other) => `x @a${one}${other}b y`)),
    ...OTHER.map((sign) => `x @a${sign}b y`),
  ],
  'punctuation behind a bare key': [
    ...[...INNER, ...OTHER].flatMap((sign) => [`x @a${sign} y`, `x @a${sign}`, `[@a${sign}]`]),
    ..."'s ’s ... .) ). ?! --- :// .. ./ //".split(' ').map((rest) => `x @a${rest} y`),
  ],
  'how a key begins': [
    ...[...INNER, ...OTHER].flatMap((sign) => [`x @${sign}a y`, `[@${sign}a]`]),
    ...['x @ y', 'x @', '@', '@@a', '@@', '@1', '@2020_report', '@_a', '@__a__', '@-', '-@', '@*', '[@*]', '@*a', '@a@b'],
  ],
  'what stands before': [
    ...[...INNER, ...OTHER].flatMap((sign) => [`x${sign}@a y`, `x ${sign}@a y`, `x ${sign}${sign}@a y`]),
    ...['a@b', '1@b', 'ä@b', '文@b', '²@b', 'Ⅷ@b', '½@b', '𝒳@b', '🎉@b', '❤️@b', 'é@b', '_@b', '、@b', '\u00A0@b', '\u200B@b'],
    ...['it’s@b', "it's@b", 'x.@b', 'x,@b', '*x*@b', '**x**@b', '_x_@b', '`x`@b', '$x$@b', '[x](y)@b', '<b>@a', '[@a]@b', '@a @b', '@a,@b'],
  ],
  'letters of any script': [
    ...['@müller2020größe', '@川端1968', '@Достоевский', '@שלום', '@名前.2', '@𝒳2020', '@a²', '@½', '@٣', '@é', '@e\u0301', '@a\u0301b', '@ä.ö'],
    ...['@🎉', '@a🎉', '🎉 @a 🎉', '文献 @a。', '(@a、@b)', '「@a」', '“@a”', '‘@a’', '„@a“', '«@a»', 'ß @a ß', '[参照 @川端1968、12頁; 参照 @村上]'],
  ],
  'keys in braces': [
    ...['@{a}', '@{a.}', '@{a b}', '@{a\nb}', '@{ a}', '@{a', '@{a{b}c}', '@{a{b}', '@{a}b}', '@{{a}}', '@{a@b}', '@{@a}', '@{a;b}'],
    ...['@{a]b}', '[@{a]b}]', '[@{a;b}]', '[@{a,b}, p. 3]', '@{a\\}b}', '@{\\a}', '@{a`b`c}', '@{a*b*}', '@{a_b_}', '@{$a$}', '@{<b>}', '@{a"b}'],
    ...['@{文 献}', '@{文献}', '@{a\u00A0b}', '@{a\tb}', '@{doi:10.1000/(182)}', 'x@{a}', '.@{a}', '-@{a}', '[-@{a.}; @{b}]', '\\@{a}', '*@{a}*', '@ {a}'],
    ...['x @{a}{b} y', '[x @{a} y]{.class}', '@{a}.', '@{a}s', '@{a}-@{b}'],
  ],
  'keys that are addresses': [
    ...['@https://doi.org/10.1000/182', '@https://doi.org/10.1000/182.', '[@https://example.org/a?b=c&d=e, p. 3]', '@{https://example.org/a?b=c&d=e}'],
    ...['[@{https://example.com/bib?name=foobar&date=2000}, p.  33]', '@doi:10.1000/182', '@urn:isbn:1', '@a:/b', '@a//b', '@a/:b', '@a:://b', '@http://', '@www.example.org'],
    ...['@https://example.org/~user/#part', '@https://example.org/a_b_c/', '@arxiv:1511.06422v2', '@10.1000/182', '@DBLP:conf/nips/x'],
  ],
  'addresses of mail and handles': [
    ...['me@example.org', 'Write to me@example.org.', '<me@example.org>', 'me.too@example.org', 'me+you@example.org', 'me_@example.org', '(me@example.org)'],
    ...['mailto:me@example.org', '<mailto:me@example.org>', '[mail](mailto:me@example.org)', 'me@ example', '.@a.b', '-@a.b', '-@a.b-c.d', '+@a.b', '_@a.b', '--@a.b', '...@a.b.'],
    ...['@example.org', 'git@github.com:a/b.git', 'user:pass@host', '@user@instance.social', '`me@example.org`', 'a@b@c', '<a@b>', '<@a>', '<@a.b>', 'x <a.b@c.d, e> y'],
  ],
  escapes: [
    ...['\\@a', '\\\\@a', '\\\\\\@a', '\\\\\\\\@a', '\\-@a', '-\\@a', '[\\@a]', '\\[@a]', '[@a\\]', '[@a\\; @b]', '[\\@a; @b]', '@\\a', '@a\\b', '@a\\.b', '@a\\ b'],
    ...['\\`@a\\`', '\\$@a$', '\\<@a>', '&commat;a', '&#64;a', '&amp;@a', '&@a', '@a&amp;b', '@a&b;', '\\*@a\\*', '\\_@a\\_', '\\ @a', 'x\\\n@a', '@a\\'],
  ],
}; // prettier-ignore

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { citationKeyAt, isBareKey } from '../../../server/src/core/syntax/citationKey';

/** Each text with the key that its first `@` begins, undefined for none. */
function check(table: readonly (readonly [text: string, key: string | undefined])[]): void {
  for (const [text, key] of table) {
    const at = text.indexOf('@');
    const found = citationKeyAt(text, at);
    assert.equal(found?.key, key, text);
    if (!found) continue;
    const isBraced = text[at + 1] === '{';
    assert.equal(found.start, at + (isBraced ? 2 : 1), text);
    assert.equal(found.end, found.start + found.key.length + (isBraced ? 1 : 0), text);
  }
}

test('the examples of the Pandoc manual', () => {
  check([
    ['@Foo_bar.baz.', 'Foo_bar.baz'],
    ['@{Foo_bar.baz.}', 'Foo_bar.baz.'],
    ['@Foo_bar--baz', 'Foo_bar'],
    ['[see @doe99, pp. 33-35]', 'doe99'],
    ['[@{https://example.com/bib?name=foobar&date=2000}, p.  33]', 'https://example.com/bib?name=foobar&date=2000'],
    ['[@smith{ii, A, D-Z}, with a suffix]', 'smith'],
    ['[-@smith04]', 'smith04'],
  ]); // prettier-ignore
});

test('punctuation inside a key, not at its end', () => {
  check([
    ['@item1:b+c', 'item1:b+c'],
    ['@a.b#c$d%e&f-g+h?i<j>k~l/m', 'a.b#c$d%e&f-g+h?i<j>k~l/m'],
    ['@mishkin2015all.', 'mishkin2015all'],
    ['@mishkin2015all:', 'mishkin2015all'],
    ['@mishkin2015all?!', 'mishkin2015all'],
    ['@mishkin2015all-', 'mishkin2015all'],
    ['(@mishkin2015all)', 'mishkin2015all'],
    ['*@mishkin2015all*', 'mishkin2015all'],
    ['@mishkin2015all_', 'mishkin2015all_'],
    ["@mishkin2015all's", 'mishkin2015all'],
    ['@mishkin2015all’s', 'mishkin2015all'],
    ['@key|cell', 'key'],
    ['@a..b', 'a'],
    ['@a:/b', 'a:/b'],
    ['@a//b', 'a//b'],
    ['@a/:b', 'a'],
    ['@https://doi.org/10.1000/182.', 'https://doi.org/10.1000/182'],
  ]);
});

test('letters and digits of any script', () => {
  check([
    ['@müller2020größe', 'müller2020größe'],
    ['@川端1968', '川端1968'],
    ['@2020_report', '2020_report'],
    ['@_private', '_private'],
    ['@𝒳2020', '𝒳2020'],
  ]);
});

test('no key', () => {
  check([
    ['@', undefined],
    ['@ key', undefined],
    ['@.key', undefined],
    ['@-key', undefined],
    ['@@key', undefined],
    ['@{}', undefined],
    ['@{open', undefined],
    ['@{over\nlines}', undefined],
    ['@{with space}', undefined],
    [`@{${'long'.repeat(1_000)}}`, undefined],
  ]);
});

test('braces hold what is balanced in them', () => {
  check([
    ['@{a{b}c} rest}', 'a{b}c'],
    ['@{a{b} rest', undefined],
    ['@{doi:10.1000/(182)}', 'doi:10.1000/(182)'],
  ]);
});

test('an @ behind a word is an address, whatever the script; behind anything else it cites', () => {
  check([
    ['me@example.org', undefined],
    ['jürgen@example.org', undefined],
    ['文献@smith04', undefined],
    ['𝒳@smith04', undefined],
    ['7@smith04', undefined],
    ['🎉@smith04', 'smith04'],
    ['👩‍🔬@smith04', 'smith04'],
    ['❤️@smith04', 'smith04'],
    ['、@smith04', 'smith04'],
    ['(@smith04', 'smith04'],
    ['—@smith04', 'smith04'],
    ['"@smith04', 'smith04'],
  ]);
});

test('which keys can do without braces', () => {
  const bare = ['mishkin2015all', 'a', '_x', 'a:b.c/d', 'https://a.b/c', 'größe', '川端1968'];
  const braced = ['', 'a b', 'a.', '.a', 'a--b', 'a,b', 'a{b}', 'a\n', '(a)', 'o’hara', '-a'];
  for (const key of bare) assert.ok(isBareKey(key), key);
  for (const key of braced) assert.ok(!isBareKey(key), key);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import type { Entry } from '../../../../server/src/core/library/entry';
import { checkCuts, keysOf, readAll, textAt } from '../readingSections';

/** An entry as `type key: name=value …`, with its values as they stand in the file. */
function shown(entry: Entry): string {
  const fields = bibtex.fields(entry);
  const pairs = fields.map(
    ({ name, valueSpan }) => `${name}=${textAt(entry, valueSpan).replace(/\s+/g, ' ')}`,
  );
  return `${entry.type} ${entry.key}: ${pairs.join(' ')}`.trim();
}

/** Text to entries, in its whole and cut in sections of any size; none of it is told to be wrong. */
const SOUND: Readonly<Record<string, readonly string[]>> = {
  '': [],
  'nothing but text': [],
  '@article{a}': ['article a:'],
  '@article{a,}': ['article a:'],
  '@ARTICLE{a, TITLE = {T}}': ['article a: title={T}'],
  '@article (a, title = {T (1)}, year = 2000)': ['article a: title={T (1)} year=2000'],
  '@article\n{\n a\n , title\n=\n{T}\n}': ['article a: title={T}'],
  '@article{a,title={T},year=2000}@book{b,title="B"}': [
    'article a: title={T} year=2000',
    'book b: title="B"',
  ],
  '@article{a, title = {A {nested {value}}, and "quotes"}}': [
    'article a: title={A {nested {value}}, and "quotes"}',
  ],
  '@article{a, title = "G\\"odel, {\\"o}", year = "2000"}': [
    'article a: title="G\\"odel, {\\"o}" year="2000"',
  ],
  '@article{a, path = "C:\\", year = 2000}': ['article a: path="C:\\" year=2000'],
  '@article{a, month = 1 # "~" # jan, journal = jmlr}': ['article a: month=1 # "~" # jan journal=jmlr'],
  '@article{DBLP:conf/x-y_z.+1\'&*?(9)é, title = {T}}': ["article DBLP:conf/x-y_z.+1'&*?(9)é: title={T}"],
  '@article{a, date-added = {x}, bdsk-url-1 = {y}, date_x = {z}}': [
    'article a: date-added={x} bdsk-url-1={y} date_x={z}',
  ],
  '\ufeff@article{a, title = {T}}': ['article a: title={T}'],
  '@article{a,\r\n\ttitle = {T},\r\n\tyear = 2000\r\n}\r\n@misc{b}': [
    'article a: title={T} year=2000',
    'misc b:',
  ],
  '@article{a, % by hand\n  title = {100 % sure}, % and so on\n  % note = {none},\n}': [
    'article a: title={100 % sure}',
  ],
  '% @article{a, title = {T}}\n@misc{b}': ['misc b:'],
  'see % @article{a,\n@misc{b}': ['misc b:'],
  'write me@home.org or @home, (really)\n@misc{b}': ['misc b:'],
  '@misc{a, author = {me@home}, note = {\n  @home and\n@work}}': [
    'misc a: author={me@home} note={ @home and @work}',
  ],
  '@comment{jabref-meta: groups:0;}\n@misc{a}': ['misc a:'],
  '@comment{@misc{a}}\n@misc{b}': ['misc b:'],
  '@comment{\n@misc{a,\n title = {T}\n}\n\n@misc{b}\n}\n@misc{c}': ['misc c:'],
  '@comment nothing {\n@misc{a}': ['misc a:'],
  '@preamble{"\\newcommand{\\x}{@misc{no}}" # more}\n@misc{a}': ['misc a:'],
  '@string{jmlr = "Journal"} @string(b = {B} # jmlr, c = 1)\n@misc{a}': ['misc a:'],
  '@misc{a,, title = {T},,}': ['misc a: title={T}'],
}; // prettier-ignore

for (const [text, entries] of Object.entries(SOUND)) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const reading = readAll(bibtex, text);
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(reading.entries.map(shown), entries);
    checkCuts(bibtex, text);
  });
}

test('strings are told with their names and values', () => {
  const text = '@string{jmlr = "Journal of" # ml}\n@STRING(B = {B}, c = 1)';
  const { sections } = readAll(bibtex, text);
  const strings = sections.flatMap((section) =>
    section.strings.map(({ name, nameSpan, value, start, end }) => ({
      name,
      at: section.text.slice(nameSpan.start, nameSpan.end),
      value,
      item: section.text.slice(start, end),
    })),
  );
  assert.deepEqual(strings, [
    { name: 'jmlr', at: 'jmlr', value: '"Journal of" # ml', item: '@string{jmlr = "Journal of" # ml}' },
    { name: 'B', at: 'B', value: '{B}', item: '@STRING(B = {B}, c = 1)' },
    { name: 'c', at: 'c', value: '1', item: '@STRING(B = {B}, c = 1)' },
  ]);
}); // prettier-ignore

test('spans are those of the section, whatever stands before it', () => {
  const text = `${'text '.repeat(100)}\n@misc{a, title = {T}}\n@Article{the-key, Title = "é😀", YEAR = 2000}`;
  const { entries } = readAll(bibtex, text, 30);
  const entry = entries[1];
  assert.ok(entry);
  assert.equal(textAt(entry, entry), '@Article{the-key, Title = "é😀", YEAR = 2000}');
  assert.equal(textAt(entry, entry.keySpan), 'the-key');
  const fields = bibtex
    .fields(entry)
    .map(({ nameSpan, valueSpan }) => [textAt(entry, nameSpan), textAt(entry, valueSpan)]);
  assert.deepEqual(fields, [
    ['Title', '"é😀"'],
    ['YEAR', '2000'],
  ]);
});

test('a section ends outside of items, and parts no line end and no sign', () => {
  const text = 'x😀\r\n@misc{a, title = {A long one}} % @misc{b}\r\n@misc{c}\r\n';
  for (let size = 1; size < text.length; size++) {
    const { sections, entries } = readAll(bibtex, text, size);
    assert.deepEqual(keysOf({ sections, entries, problems: [] }), ['a', 'c']);
    for (const { text: part } of sections) {
      assert.doesNotMatch(part, /[\ud800-\udbff]$|^[\udc00-\udfff]/);
      assert.doesNotMatch(part, /^\n/);
    }
  }
});

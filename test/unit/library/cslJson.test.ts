import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cslJson } from '../../../server/src/core/library/cslJson/cslJson';
import { checkCuts, factsOf, keysOf, marked, only, readAll, textAt } from './readingSections';

const A = '{"id": "a", "type": "book", "title": "A", "author": [{"family": "X"}, {"family": "Y"}]}';
const B = '{"id": "b", "type": "book", "title": "B {", "issued": {"date-parts": [[2015]]}}';
const C = '{"id": "c", "type": "book", "note": "a \\"quote\\" and \\\\"}';

test('the key, exactly as it stands', () => {
  const table: Readonly<Record<string, string>> = {
    '[{"id": "‸smith2020‸"}]': 'smith2020',
    '[{"title": "x", "id":"‸a:b/c+d‸"}]': 'a:b/c+d',
    '[{"id": ‸12‸, "title": "x"}]': '12',
    '[{"id": "‸m\\u00fcller‸"}]': 'müller',
    '[{"id": "‸a\\"b\\\\‸"}]': 'a"b\\',
    '[{"author": [{"id": "no"}], "id": "‸k‸"}]': 'k',
    '[{"id": "first", "id": "‸last‸"}]': 'last',
    '[{"id": "", "citation-key": "‸k‸"}]': 'k',
    '[{"citekey": "‸k‸"}]': 'k',
    '\ufeff[{"id": "‸k‸"}]': 'k',
    '{"id": "‸k‸"}': 'k',
  };
  for (const [drawn, key] of Object.entries(table)) {
    const { text, offsets } = marked(drawn);
    const entry = only(cslJson, text);
    assert.equal(entry.key, key, drawn);
    assert.deepEqual([entry.keySpan.start, entry.keySpan.end], offsets, drawn);
    assert.deepEqual(entry.aliases, [], drawn);
  }
});

test('what Pandoc resolves is the key, a citation key beside it an alias', () => {
  const zotero = '[{"id": "http://zotero.org/users/1/items/AB", "citation-key": "smith2020"}]';
  const entry = only(cslJson, zotero);
  assert.equal(entry.key, 'http://zotero.org/users/1/items/AB');
  assert.deepEqual(entry.aliases, ['smith2020']);
  assert.deepEqual(only(cslJson, '[{"id": "a", "citation-key": "a"}]').aliases, []);
});

test('an array, or an object around it', () => {
  for (const text of [
    `[${A},${B}]`,
    `\r\n[\r\n${A}\r\n,\r\n${B}\r\n]\r\n`,
    `{"references": [${A},${B}]}`,
    `{ "items" : [${A}, ${B}], "version": {"id": 3}, "more": [1, {"id": 4}]}`,
    `{"version": 1, "config": {"id": "no"}, "items": [${A}, ${B}]}`,
  ]) {
    const reading = readAll(cslJson, text);
    assert.deepEqual(keysOf(reading), ['a', 'b'], text);
    assert.deepEqual(reading.problems, [], text);
  }
  for (const text of ['', ' \n', '[]', ' [ ] ', '{"items": []}']) {
    assert.deepEqual(keysOf(readAll(cslJson, text)), [], text);
    assert.deepEqual(readAll(cslJson, text).problems, [], text);
  }
});

test('fields with the places of names and values', () => {
  const entry = only(cslJson, '[{"id": "k", "DOI": "10.1/x", "volume": 7, "author": [{"a": 1}] }]');
  const fields = cslJson.fields(entry);
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['id', 'doi', 'volume', 'author'],
  );
  assert.deepEqual(
    fields.map(({ nameSpan }) => textAt(entry, nameSpan)),
    ['id', 'DOI', 'volume', 'author'],
  );
  assert.deepEqual(
    fields.map(({ valueSpan }) => textAt(entry, valueSpan)),
    ['"k"', '"10.1/x"', '7', '[{"a": 1}]'],
  );
});

test('a broken entry costs itself, and is told', () => {
  const broken: readonly string[] = [
    '{"id": "x", "type": "book", "title": "no quote, "note": "n"}',
    '{"id": "x", "type": "book", "title": no quote", "note": "n"}',
    '{"id": "x", "type": "book}',
    '{"id": x", "type": "book"}',
    '{"id": "x", "type": "book", "author": [{"family": "X"}',
    '{"id": "x", "type": "book", "author": [{"family": "X"}}',
    '{"id": "x", "type": "book", "author": [{"family": "X"]}',
    '{"id": "x", "type": "book", "author": {"family": "X"}]}',
    '{"id": "x", "type": "book", "author": [{"family": "X"}]',
    '"id": "x", "type": "book", "author": [{"family": "X"}]}',
    '{"id": "x" "type": "book"}',
    '{"id" "x", "type": "book"}',
    '{"id": "x",, "type": "book"}',
    '{"id": "x", "type": "book",}',
    '{"id": "x", "type": "book", "title": "bad \\x escape"}',
    '{"id": "x", "type": "book", "title": "a\nline"}',
    '{"id": "x", "type": "book", "title": NaN}',
    '{"id": "x", "type": book}',
    "{'id': 'x', 'type': 'book'}",
    '{id: "x", type: "book"}',
    '{"id": "x", "type": "book"]',
    '{"type": "book", "title": "no key"}',
    '{"id": {"a": 1}, "type": "book"}',
    '"a string"',
    '17',
    '// a comment',
  ];
  for (const entry of broken) {
    for (const gap of ['', '\n  ']) {
      const text = ['[', A, ',', entry, ',', B, ',', C, ']'].join(gap);
      const reading = readAll(cslJson, text);
      assert.deepEqual(keysOf(reading), ['a', 'b', 'c'], text);
      assert.ok(reading.problems.length > 0, text);
      checkCuts(cslJson, text);
    }
  }
});

test('one missing bracket after the other', () => {
  const text = `[${A}, {"id": "x", "author": [{"id": "y", "author": [${B}, ${C}]`;
  assert.deepEqual(keysOf(readAll(cslJson, text)), ['a', 'b', 'c']);
});

test('commas that JSON wants or does not want are told, and cost no entry', () => {
  const table: Readonly<Record<string, number>> = {
    [`[${A}${B}]`]: 1,
    [`[${A},,${B}]`]: 1,
    [`[${A},${B},]`]: 1,
    [`[,${A},${B}]`]: 1,
    [`[${A},${B}`]: 1,
    [`[${A},${B},`]: 1,
    [`[${A},${B}] trailing`]: 0,
  };
  for (const [text, problems] of Object.entries(table)) {
    const reading = readAll(cslJson, text);
    assert.deepEqual(keysOf(reading), ['a', 'b'], text);
    assert.equal(reading.problems.length, problems, text);
  }
});

test('an entry that is nested deeper than any is left out, and told', () => {
  const deep = `{"id": "x", "custom": ${'['.repeat(200)}${']'.repeat(200)}}`;
  const reading = readAll(cslJson, `[${A}, ${deep}, ${B}]`);
  assert.deepEqual(keysOf(reading), ['a', 'b']);
  assert.equal(reading.problems.length, 1);
});

test('a problem names the entry and shows where', () => {
  const { problems } = readAll(cslJson, `[${A}, {"id": "x", "title": "y, "note": 1}]`);
  assert.equal(problems.length, 1);
  assert.match(problems[0]?.message ?? '', /entry "x"/);
  assert.equal(problems[0]?.start, `[${A}, {"id": "x", "title": `.length);
});

/** Items of CSL with signs that JSON has to escape and brackets in all places. */
const items = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: 'grapheme', minLength: 1 }),
    type: fc.constantFrom('book', 'article-journal'),
    title: fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '\n') }),
    author: fc.array(fc.record({ family: fc.string({ minLength: 1 }), given: fc.string() })),
  }),
  { selector: ({ id }) => id, maxLength: 6 },
);
const files = fc
  .tuple(items, fc.constantFrom(undefined, 1, '\t'))
  .map(([list, indent]) => ({ list, text: JSON.stringify(list, null, indent) }));

test('any valid file gives the keys that JSON.parse finds, where they stand, at any size of sections', () => {
  fc.assert(
    fc.property(files, ({ list, text }) => {
      const reading = readAll(cslJson, text);
      assert.deepEqual(reading.problems, []);
      assert.deepEqual(
        keysOf(reading),
        list.map(({ id }) => id),
      );
      for (const entry of reading.entries)
        assert.equal(JSON.parse(`"${textAt(entry, entry.keySpan)}"`), entry.key);
      checkCuts(cslJson, text);
    }),
  );
});

test('a file that breaks off loses its last entry only', () => {
  fc.assert(
    fc.property(files, fc.nat(), ({ text }, at) => {
      const length = at % (text.length + 1);
      const whole = readAll(cslJson, text);
      const expected = whole.entries.filter(({ end }) => end <= length);
      const start = readAll(cslJson, text.slice(0, length));
      assert.deepEqual(start.entries.map(factsOf), expected.map(factsOf));
      if (length > 0 && length < text.length) assert.ok(start.problems.length > 0);
    }),
  );
});

test('a sign too few or too many in one entry costs no other', () => {
  const list = [A, B, C].map((item) => JSON.parse(item) as unknown);
  fc.assert(
    fc.property(
      fc.constantFrom(undefined, 2),
      fc.nat(),
      fc.constantFrom('', '{', '}', '[', ']', '"', ':', ',', '\\', 'x'),
      (indent, at, sign) => {
        const text = JSON.stringify(list, null, indent);
        const entry = readAll(cslJson, text).entries[1];
        assert.ok(entry);
        const place = entry.start + (at % (entry.end - entry.start));
        const rest = text.slice(sign === '' ? place + 1 : place);
        const keys = keysOf(readAll(cslJson, text.slice(0, place) + sign + rest));
        assert.deepEqual([keys[0], keys[keys.length - 1]], ['a', 'c'], `${sign} at ${place}`);
      },
    ),
    { numRuns: 2000 },
  );
});

test('no text makes the reader stop, throw or point outside', () => {
  const unit = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', ' ', '"id"', '"type"', 'a');
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 60 }),
      fc.integer({ min: 1, max: 70 }),
      (text, size) => {
        readAll(cslJson, text, size);
      },
    ),
    { numRuns: 2000 },
  );
});

test('hostile files of a megabyte end', () => {
  const n = 300_000;
  for (const unit of [
    '{',
    '[',
    '"',
    '\\',
    '{"',
    '{"a":',
    '[{"a":[',
    '{"id":"a","x":[',
    '{}',
    ',',
    '{"a"',
  ])
    readAll(cslJson, `[${unit.repeat(n)}`);
  readAll(cslJson, `[{"id":"${'\\"'.repeat(n)}`);
  readAll(cslJson, `[${'{"x":[{"id":{},"type":{}}]},'.repeat(100_000)}`);
  const minified = `[${`${B},`.repeat(50_000)}${A}]`;
  assert.equal(readAll(cslJson, minified, 32_768).entries.length, 50_001);
});

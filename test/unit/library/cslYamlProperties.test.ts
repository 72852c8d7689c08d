import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { cslYaml } from '../../../server/src/core/library/cslYaml/cslYaml';
import { checkCuts, factsOf, keysOf, readAll } from './readingSections';
import { YAML_LIST } from './yamlList';

const items = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: 'grapheme', minLength: 1 }),
    title: fc.string({ unit: fc.constantFrom('a', ' ', '\n', '-', ':', '#', '"', "'", '|', '{') }),
    author: fc.array(fc.record({ family: fc.string(), given: fc.string() }), { maxLength: 2 }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 5 },
);

test('any list that a YAML library writes is read, at any size of sections', () => {
  fc.assert(
    fc.property(items, fc.boolean(), fc.boolean(), (list, isBare, indentSeq) => {
      const text = stringify(isBare ? list : { references: list }, { indentSeq });
      const reading = readAll(cslYaml, text);
      assert.deepEqual(reading.problems, []);
      assert.deepEqual(
        keysOf(reading),
        list.map(({ id }) => id),
      );
      checkCuts(cslYaml, text);
    }),
  );
});

test('a file that breaks off keeps all entries before the last', () => {
  fc.assert(
    fc.property(fc.nat(YAML_LIST.length), (length) => {
      const whole = readAll(cslYaml, YAML_LIST).entries.filter(({ end }) => end < length);
      const start = readAll(cslYaml, YAML_LIST.slice(0, length)).entries;
      assert.deepEqual(start.slice(0, whole.length).map(factsOf), whole.map(factsOf));
      assert.ok(start.length <= whole.length + 1);
    }),
  );
});

test('a sign too few or too many in one entry costs no other', () => {
  const { entries } = readAll(cslYaml, YAML_LIST);
  const entry = entries[1];
  assert.ok(entry);
  fc.assert(
    fc.property(
      fc.integer({ min: entry.start + 1, max: entry.end - 1 }),
      fc.constantFrom('', '{', '[', ']', '"', "'", ':', '-', '#', '&', '*', '|', 'x', '\n'),
      (at, sign) => {
        const rest = YAML_LIST.slice(sign === '' && YAML_LIST[at] !== '\n' ? at + 1 : at);
        const keys = keysOf(readAll(cslYaml, YAML_LIST.slice(0, at) + sign + rest));
        assert.deepEqual([keys[0], keys[keys.length - 1]], ['a', 'c'], `${sign} at ${at}`);
      },
    ),
    { numRuns: 1000 },
  );
});

test('no text makes the reader stop, throw or point outside', () => {
  const unit = fc.constantFrom(
    ...['- ', '-', ' ', '  ', '\n', '\r\n', '\t', ':', 'id: a', 'references:', '[', ']', '{', '}'],
    ...['"', "'", '#', '&a', '*a', '!', '|', '>', '---\n', '...\n', '? ', ',', 'x', '%', '\u2028'],
  );
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (text, size) => {
        readAll(cslYaml, text, size);
        for (const entry of readAll(cslYaml, text).entries) cslYaml.fields(entry);
      },
    ),
    { numRuns: 2000 },
  );
});

test('hostile files of a megabyte end', () => {
  const n = 300_000;
  for (const unit of [
    '- ',
    '[',
    '{',
    '? ',
    '"',
    '&a ',
    '!',
    'a: ',
    '\n',
    ' ',
    '#\n',
    '*a ',
    '- - id: ',
  ])
    readAll(cslYaml, `- id: x\n  a: ${unit.repeat(n)}`);
  readAll(cslYaml, `- ${'\n  a:'.repeat(n)}`);
  readAll(cslYaml, `- id: x\n${'stray\n'.repeat(n)}`);
  readAll(cslYaml, `- id: x\n${'- \n'.repeat(n / 10)}`);
  readAll(cslYaml, `- id: x\nstray\n${'- no: id\n'.repeat(n / 10)}`);
  readAll(cslYaml, 'references:\n'.repeat(n));
  readAll(cslYaml, `references: [${'{id: a},\n '.repeat(n / 10)}`);
});

test('aliases of aliases of aliases cost no more than their letters', () => {
  const laughs = [...'bcdefghij'].map((name, i) => {
    const last = 'abcdefghi'[i] ?? '';
    return `  ${name}: &${name} [${Array.from({ length: 9 }, () => `*${last}`).join(', ')}]\n`;
  });
  for (const use of ['author: *j', 'title: *j', 'issued: *j', 'keyword: *j', '? *j\n  : z'])
    readAll(cslYaml, `- id: x\n  a: &a [y]\n${laughs.join('')}  ${use}\n`);
});

// What YAML says of libraries, in every shape that people write it, and while they write it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { readMetadata } from '../../../server/src/core/library/metadata';

function lines(...all: readonly string[]): string {
  return all.join('\n');
}

/** The pieces of `text` that are taken for paths, or undefined where the last good state holds. */
function namedIn(text: string): string[] | undefined {
  return readMetadata(text)?.bibliographies.map(({ start, end }) => text.slice(start, end));
}

const SHAPES: readonly (readonly [shape: string, yaml: string, paths: readonly string[]])[] = [
  ['scalar', 'bibliography: refs.bib', ['refs.bib']],
  ['scalar with a comment', 'bibliography: refs.bib # mine', ['refs.bib']],
  ['scalar on the next line', lines('bibliography:', '  refs.bib'), ['refs.bib']],
  ['double quotes', 'bibliography: "my refs.bib"', ['my refs.bib']],
  ['single quotes', "bibliography: 'my refs.bib'", ['my refs.bib']],
  ['flow list', 'bibliography: [a.bib, "b c.bib"]', ['a.bib', 'b c.bib']],
  [
    'flow list over lines',
    lines('bibliography: [', '  a.bib,', '  b.bib', ']'),
    ['a.bib', 'b.bib'],
  ],
  ['block list', lines('bibliography:', '  - a.bib', "  - 'b.bib'"), ['a.bib', 'b.bib']],
  ['block list at the margin', lines('bibliography:', '- a.bib', '- b.bib'), ['a.bib', 'b.bib']],
  [
    'list with a blank line',
    lines('bibliography:', '  - a.bib', '', '  - b.bib'),
    ['a.bib', 'b.bib'],
  ],
  ['map', 'bibliography: {main: a.bib, other: b.bib}', ['a.bib', 'b.bib']],
  [
    'map of lists',
    lines('bibliography:', '  main: [a.bib]', '  other:', '    - b.bib'),
    ['a.bib', 'b.bib'],
  ],
  [
    'several fields',
    lines('bibliography_main: a.bib', 'bibliography-other: b.json'),
    ['a.bib', 'b.json'],
  ],
  ['quoted key', '"bibliography": refs.bib', ['refs.bib']],
  [
    'of a format',
    lines('format:', '  html:', '    bibliography: a.bib', '  pdf: default'),
    ['a.bib'],
  ],
  [
    'of a format and of all',
    lines('bibliography: [a.bib]', 'format: {html: {bibliography: b.bib}}'),
    ['a.bib', 'b.bib'],
  ],
  ['a path of Windows', 'bibliography: C:\\refs\\a.bib', ['C:\\refs\\a.bib']],
  ['a path of Windows in quotes', 'bibliography: "C:\\refs\\a.bib"', ['C:\\refs\\a.bib']],
  ['number', 'bibliography: 2024', ['2024']],
  ['nothing', 'bibliography:', []],
  ['null', 'bibliography: null', []],
  ['empty list', 'bibliography: []', []],
  ['no such field', 'title: bibliography', []],
  ['another field of that beginning', 'bibliography_style: apa', []],
  ['not at the top', lines('author:', '  bibliography: refs.bib'), []],
  ['a title that speaks of it', lines('title: |', '  bibliography: refs.bib'), []],
  ['no text', '', []],
];

for (const [shape, yaml, paths] of SHAPES) {
  test(`${shape}: ${JSON.stringify(yaml)}`, () => assert.deepEqual(namedIn(yaml), paths));
  const whole = lines('title: A note', yaml, 'author: N. N.');
  const surroundings: readonly (readonly [string, string])[] = [
    ['among other fields', whole],
    ['with dashes', lines('---', whole, '---', '', 'bibliography: text.bib')],
    ['ended by dots', lines('---', whole, '...', 'bibliography: text.bib')],
    ['with line ends of Windows', lines('---', whole, '---', '').replaceAll('\n', '\r\n')],
    ['indented', whole.replaceAll(/^(?=.)/gm, '  ')],
    ['behind a comment', lines('# mine', '', whole)],
  ];
  for (const [name, text] of surroundings) {
    test(`${shape}, ${name}`, () => assert.deepEqual(namedIn(text), paths));
  }
}

const WITHOUT_EQUAL_TEXT: readonly (readonly [yaml: string, path: string])[] = [
  ["bibliography: 'it''s.bib'", "it's.bib"],
  ['bibliography: "a\\u0062.bib"', 'ab.bib'],
  [lines('bibliography: >-', '  refs.bib'), 'refs.bib'],
  ['bibliography: !expr here::here("refs.bib")', '!expr here::here("refs.bib")'],
  ['bibliography: *main', '*main'],
];

for (const [yaml, path] of WITHOUT_EQUAL_TEXT) {
  test(`${JSON.stringify(yaml)} names ${path}`, () => {
    const [named, ...others] = readMetadata(yaml)?.bibliographies ?? [];
    assert.equal(named?.path, path);
    assert.equal(others.length, 0);
  });
}

const TYPED: readonly (readonly [yaml: string, paths: readonly string[] | undefined])[] = [
  // The field itself is being typed: the last good state holds.
  ['bib', undefined],
  ['bibliography', undefined],
  ['bibliography:refs.bib', undefined],
  ['bibliography: "refs.b', undefined],
  ['bibliography: [a.bib, b', undefined],
  ['bibliography: - a.bib', undefined],
  ['bibliography: {main: a.bib', undefined],
  [lines('title: x', 'bibl'), undefined],
  // Another one is: that is no matter.
  [lines('title: "A', 'bibliography: refs.bib'), ['refs.bib']],
  [lines('title: [A', 'bibliography: refs.bib'), ['refs.bib']],
  [lines('title: a: b', 'bibliography: refs.bib'), ['refs.bib']],
  [lines('bibliography: refs.bib', 'tit'), ['refs.bib']],
  [lines('tit', 'bibliography: refs.bib', 'author: x'), ['refs.bib']],
  [lines('bibliography: refs.bib', 'tit', 'author: x'), ['refs.bib']],
  [lines('title: @x', '\tx: y', 'bibliography: refs.bib'), ['refs.bib']],
  [lines('bibliography: a.bib', 'bibliography: b.bib'), ['a.bib', 'b.bib']],
];

for (const [yaml, paths] of TYPED) {
  test(`while it is typed: ${JSON.stringify(yaml)}`, () => assert.deepEqual(namedIn(yaml), paths));
}

test('a list adds to what is named further out, a single name does not', () => {
  const isAddition = (yaml: string) => readMetadata(yaml)?.isAddition;
  assert.equal(isAddition('bibliography: a.bib'), false);
  assert.equal(isAddition('bibliography: "a.bib"'), false);
  assert.equal(isAddition('bibliography: [a.bib]'), true);
  assert.equal(isAddition('bibliography: {main: a.bib}'), true);
  assert.equal(isAddition(lines('bibliography:', '- a.bib')), true);
  assert.equal(isAddition('format: {html: {bibliography: a.bib}}'), true);
  assert.equal(isAddition(lines('bibliography_a: a.bib', 'bibliography_b: b.bib')), true);
  assert.equal(isAddition('title: x'), false);
});

test('entries of its own', () => {
  const hasReferences = (yaml: string) => readMetadata(yaml)?.hasReferences;
  assert.equal(hasReferences(lines('references:', '- id: a')), true);
  assert.equal(hasReferences('references: []'), false);
  assert.equal(hasReferences('references:'), false);
  assert.equal(hasReferences('title: references'), false);
});

test('files that are parts of this one', () => {
  const yaml = lines('metadata-files:', '  - a.yml', '  - b.yml', 'metadata-file: c.yml');
  const { metadataFiles } = readMetadata(yaml) ?? assert.fail();
  assert.deepEqual(
    metadataFiles.map(({ path }) => path),
    ['a.yml', 'b.yml', 'c.yml'],
  );
});

/** Texts out of what matters to YAML and to us. */
const yamlish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'bibliography',
          'format',
          'nocite',
          ':',
          ': ',
          '\n',
          '\r\n',
          '- ',
          '? ',
          '[',
          ']',
          '{',
          '}',
          ',',
        ],
        ...[
          '"',
          "'",
          '|',
          '>',
          '*a',
          '&a ',
          '!t ',
          '#',
          ' ',
          '\t',
          '---\n',
          '@',
          '@a',
          'a.bib',
          '\\',
          '%',
          '`',
          '🦜',
        ],
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

test('nothing throws, and all spans lie inside the text', () => {
  fc.assert(
    fc.property(yamlish, (text) => {
      const read = readMetadata(text);
      for (const { start, end } of read?.bibliographies ?? []) {
        assert.ok(0 <= start && start <= end && end <= text.length);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('what is nested deeper than anyone writes is refused', () => {
  const nested = (depth: number): string[] => [
    `bibliography: ${'['.repeat(depth)}a.bib${']'.repeat(depth)}`,
    `bibliography: ${'{a: '.repeat(depth)}a.bib${'}'.repeat(depth)}`,
    `bibliography:\n  ${'- '.repeat(depth)}a.bib`,
  ];
  for (const text of nested(50)) assert.deepEqual(namedIn(text), ['a.bib']);
  for (const text of nested(300)) assert.equal(namedIn(text), undefined);
});

const HOSTILE: readonly (readonly [string, (size: number) => string])[] = [
  ['brackets', (size) => `bibliography: ${'['.repeat(size)}`],
  ['braces', (size) => `bibliography: ${'{a: '.repeat(size)}`],
  ['dashes', (size) => `bibliography:\n  ${'- '.repeat(size)}a`],
  ['question marks', (size) => `bibliography:\n  ${'? '.repeat(size)}a`],
  [
    'deep lines',
    (size) =>
      `bibliography:\n${Array.from({ length: size / 50 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}`,
  ],
  ['an open quote', (size) => `bibliography: "${'a\n '.repeat(size)}`],
  ['many fields', (size) => 'bibliography: a.bib\n'.repeat(size / 50)],
  ['lines of no field', (size) => 'a\n'.repeat(size)],
];

for (const [name, textOf] of HOSTILE) {
  test(`${name} without end are read or refused`, () => void readMetadata(textOf(50_000)));
}

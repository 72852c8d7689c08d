import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import { unclosed, unclosedStrings } from '../../../../server/src/core/library/bibtex/close';
import { placeInBibtex } from '../../../../server/src/core/library/bibtex/place';
import { expandStrings } from '../../../../server/src/core/library/bibtex/strings';
import { styleOf } from '../../../../server/src/core/library/bibtex/style';
import { libraryOf, readAll } from '../readingSections';

const TIMEOUT_MS = 30_000;
const SECTION = 32_768;
/** Where the work grows with the square of the length, this takes a minute. */
const LENGTH = 200_000;

/** Runs `work`, and stops it if it does not end by itself: the runner cannot interrupt a function. */
function inTime<T>(work: () => T): T {
  const run = runInThisContext('(work) => work()', {}) as (work: () => T) => T;
  Object.assign(globalThis, { hostileWork: () => run(work) });
  return runInThisContext('hostileWork()', { timeout: TIMEOUT_MS }) as T;
}

/** Reads a text into a library, and shows the first and the last entry of it. */
function check(name: string, text: string): void {
  test(`${name}, ${text.length} characters`, () => {
    inTime(() => {
      const { sections, entries } = readAll(bibtex, text, SECTION);
      const library = libraryOf(bibtex, sections);
      for (const entry of [entries[0], entries.at(-1)]) {
        if (!entry) continue;
        bibtex.details(entry, library.surroundings);
        unclosed(entry, library.surroundings);
      }
      unclosedStrings(sections);
      expandStrings(sections.flatMap(({ strings }) => strings));
      for (const section of [sections[0], sections.at(-1)]) {
        if (!section) continue;
        styleOf(section.text);
        placeInBibtex(section.text, section.text.length);
      }
      assert.equal(sections.map((section) => section.text.length).reduce((a, b) => a + b, 0), text.length);
    });
  });
} // prettier-ignore

function checkRepeated(unit: string, before = '', after = '', length = LENGTH): void {
  const name = `${JSON.stringify(before)}, ${JSON.stringify(unit)} repeated, ${JSON.stringify(after)}`;
  check(name, before + unit.repeat(Math.ceil(length / unit.length)) + after);
}

/** Outside of items. */
for (const unit of ['@', '{', '}', '"', '%', '% ', ' ', '\r', '\r\n', 'a', '@a', '@a ', '\n@a', '\0', '\ud800']) {
  checkRepeated(unit);
} // prettier-ignore

/** At the length of a large library. */
checkRepeated('@', '', '', 10_000_000);
checkRepeated('{', '@misc{a,title=', '', 5_000_000);
checkRepeated('\n@a{b,c={', '', '', 2_000_000);

/** Items that are never closed, and such as look like it. */
for (const unit of [
  ...['@a{', '@a(', '\n@a{', '\n@a{b,', '@a{b,c={', '\n@a{b,c={', '@a{b,c="', '\n@a{b,c="', '@a{b,c=d', '@a{}'],
  ...['@a{b,c={{\nd=1} ', '@a{b,c="{\nd=1} ', '\n@a{b,\n c={{\n d={e}\n}', '@a{b}, c=1', '@comment{', '\n@comment{'],
  ...['@comment{@a{', '\n@comment{\n@a{b,', '@string{a=', '@string{a=b}', '@preamble{', '@preamble{"', '@a{b,c={d}'],
  ...['@a{b,title={\\noopsort{', '@a{b,title={$}}', '@a{b,author={c and }}', '@a{b,crossref={b}}', '@a{b,xdata={b,b}}'],
]) {
  checkRepeated(unit);
} // prettier-ignore

/** Inside of one entry. */
for (const unit of [
  ...['{', '}', '"', '#', ',', '=', ' ', '%', '@', 'a', 'a ', 'a=', 'a=b', 'a=b,', 'a={', 'a={}', 'a={},', 'a="', '('],
  ...['\na={', '\na="', '\na={},', '\n@', '\n@b', '# a ', '\\', '\\"', '{}', '{a}#'],
]) {
  checkRepeated(unit, '@misc{a,');
  checkRepeated(unit, '@misc{a,', '}');
} // prettier-ignore

/** Inside of one value. */
for (const field of ['title', 'author', 'year', 'doi', 'eprint', 'url', 'note', 'ids', 'crossref', 'xdata']) {
  for (const unit of ['a', ' ', '{}', 'a and ', ',', '-', '1', '\n b=', 'arXiv: ', '10.1000/', '%20']) {
    checkRepeated(unit, `@misc{a,${field}={`, '}}');
  }
} // prettier-ignore
for (const unit of ['\\', '\\"', "\\'{", '\\a', '\\v ', '$', '\\$', '$a', '`', "'", '~', '\\enquote{', '\\url{', '\\href{']) {
  checkRepeated(unit, '@misc{a,title={', '}}');
  checkRepeated(unit, '@misc{a,author={');
} // prettier-ignore
checkRepeated('{', '@misc{a,title={', `${'}'.repeat(LENGTH)}}}`);
checkRepeated(' # s', '@string{s="a"}@misc{a,title=s', '}');

check(
  'strings that are each made of the next two',
  Array.from({ length: 30_000 }, (_, i) => `@string{s${i}=s${i + 1}#s${i + 2}}`).join('\n') +
    '@misc{a,title=s0}',
);
check(
  'many strings',
  Array.from({ length: 100_000 }, (_, i) => `@string{s${i}="${i}"}`).join('\n'),
);
check(
  'many entries whose string is made of many',
  `@string{s0="T"}${Array.from({ length: 8_700 }, (_, i) => `@string{s${i + 1}=s${i}}`).join('\n')}\n${'@misc{a,title=s8700}\n'.repeat(20_000)}`,
);
check(
  'many entries with one parent',
  `${'@misc{a,crossref={p}}\n'.repeat(50_000)}@misc{p,title={T},note={${'x'.repeat(10_000)}}}`,
);
check(
  'entries that each name the next',
  Array.from({ length: 30_000 }, (_, i) => `@misc{k${i},crossref={k${i + 1}}}`).join('\n'),
);
check('binary bytes', binary(1_000_000));

/** Bytes of no meaning, read as Latin letters: the same in each run. */
function binary(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(state % 256);
  }).join('');
}

// A library read again after a change: the same as read afresh, with whatever did not change kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bibtex } from '../../../server/src/core/library/bibtex/bibtex';
import { readLibrary, type Library } from '../../../server/src/core/library/library';
import { LineIndex } from '../../../server/src/core/text/lineIndex';

const own = (slice: string) => slice;

function read(text: string, previous?: Library): Library {
  const steps = readLibrary({ path: 'refs.bib', format: bibtex, text }, own, previous);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Everything that a library says, with places in the file. */
function said(library: Library): unknown {
  const entries = library.entries.map((entry) => {
    const { key, type, title, authors, year, doi, arxiv, section, keySpan } = entry;
    const places = [library.spanIn(section, entry), library.spanIn(section, keySpan)];
    return { key, type, title, authors, year, doi, arxiv, places };
  });
  const problems = library.sections.flatMap(({ section }) =>
    section.problems.map(({ message, ...span }) => [message, library.spanIn(section, span)]),
  );
  const unclosed = library
    .unclosed()
    .map(({ section, problem }) => [problem.message, library.spanIn(section, problem)]);
  return { entries, problems, unclosed };
}

function entry(i: number, filler = ''): string {
  return `@article{key${i},\n  title = {Title ${i} ${filler}},\n  author = {Fern, A. and Moss, B.},\n  year = ${1900 + (i % 100)},\n}\n\n`;
}

/** Each third names a string, each fourth another entry: some are there, some only while a change is. */
function asking(i: number): string {
  const journal = i % 3 === 0 ? `  journal = ${['jj', 'none', 'own'][(i % 9) / 3]},\n` : '';
  const parent = i % 4 === 0 ? `  crossref = {${i % 8 === 0 ? 'key3' : `key${i + 1}`}},\n` : '';
  return entry(i).replace('  year', `${journal}${parent}  year`);
}

/** So many entries that they fill several sections. */
function large(count = 1_500): string {
  return Array.from({ length: count }, (_, i) => entry(i)).join('');
}

test('a large library has several sections, and each stands where it should', () => {
  const text = large();
  const library = read(text);
  assert.ok(library.sections.length > 3);
  const lines = new LineIndex(text);
  for (const { section, keySpan, key } of library.entries) {
    const { start, end } = library.spanIn(section, keySpan);
    assert.equal(text.slice(start, end), key);
    assert.deepEqual(library.positionIn(section, keySpan.start), lines.positionAt(start));
  }
});

test('places are right where no line ends between sections', () => {
  const text = large().replaceAll('\n', ' ');
  const library = read(text);
  const last = library.entries[library.entries.length - 1];
  assert.ok(last && library.sections.length > 3);
  const { start } = library.spanIn(last.section, last.keySpan);
  assert.deepEqual(library.positionIn(last.section, last.keySpan.start), {
    line: 0,
    character: start,
  });
});

test('one changed entry: all sections but its own and the one before are kept', () => {
  const before = read(large());
  const text = large().replace('Title 700 ', 'Another title ');
  const after = read(text, before);
  const kept = new Set(before.sections.map(({ section }) => section));
  const fresh = after.sections.filter(({ section }) => !kept.has(section));
  assert.ok(fresh.length <= 2, `${fresh.length} sections were read`);
  assert.deepEqual(said(after), said(read(text)));
});

test('nothing changed: nothing is read', () => {
  const before = read(large());
  const after = read(large(), before);
  assert.ok(after.isOf(large()));
  assert.deepEqual(
    after.sections.map(({ section }) => section),
    before.sections.map(({ section }) => section),
  );
  assert.ok(!before.isOf(`${large()} `));
  assert.ok(!before.isOf(large().replace('Title 3 ', 'Title 4 ')));
});

/** A change at a place that is a share of the text, so that it holds for every text. */
const CHANGE = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(400),
  added: fc.oneof(
    fc.constantFrom(
      '',
      '{',
      '}',
      '"',
      '@',
      '@article{',
      '@string{jj = "J"}',
      '\n',
      '\r\n',
      ',',
      '%',
    ),
    fc.nat(9).map((i) => entry(i, 'new')),
    fc.string({ maxLength: 20 }),
  ),
});

test('after any changes it says what a fresh reading says', () => {
  fc.assert(
    fc.property(fc.array(CHANGE, { minLength: 1, maxLength: 6 }), (changes) => {
      let text = `@string{own = "O"}\n${Array.from({ length: 400 }, (_, i) => asking(i)).join('')}`;
      let library = read(text);
      for (const { at, removed, added } of changes) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + added + text.slice(start + removed);
        library = read(text, library);
        assert.deepEqual(said(library), said(read(text)));
      }
    }),
    { numRuns: 60 },
  );
});

const FAMILY = `@inproceedings{child, crossref = {parent}, author = {Fern, A.}, title = {Child}}
${large()}
@proceedings{parent, title = {Meeting}, year = 1999}
`;

test('what an entry takes from another that is far away follows that one', () => {
  const before = read(FAMILY);
  assert.equal(before.entry('child')?.year, 1999);
  const text = FAMILY.replace('1999}', '2001}');
  const after = read(text, before);
  assert.equal(after.entry('child')?.year, 2001);
  const unrelated = read(text.replace('Title 900 ', 'Other '), after);
  assert.equal(unrelated.entry('child'), after.entry('child'));
  assert.deepEqual(said(after), said(read(text)));
});

test('what nothing defined is told no longer once something does, and again when that goes', () => {
  const text = `@misc{a, title={A}, journal = jj, crossref = {b}}\n${large()}`;
  const messages = (library: Library) => library.unclosed().map(({ problem }) => problem.message);
  const alone = read(text);
  assert.equal(messages(alone).length, 2);
  const withOthers = read(`${text}@string{jj = "J"}\n@misc{b, title={B}}\n`, alone);
  assert.deepEqual(messages(withOthers), []);
  assert.deepEqual(messages(read(text, withOthers)), messages(alone));
});

test('of two entries with one key the first stands, and an alias hides no key', () => {
  const library = read(
    '@misc{a, title={First}}@misc{a, title={Second}}@misc{b, ids={a, c}, title={B}}',
  );
  assert.equal(library.entry('a')?.title, 'First');
  assert.equal(library.entry('c')?.title, 'B');
  assert.equal(library.entries.length, 3);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import { unclosed, unclosedStrings } from '../../../../server/src/core/library/bibtex/close';
import { valueText } from '../../../../server/src/core/library/bibtex/details';
import { expandStrings } from '../../../../server/src/core/library/bibtex/strings';
import type { Entry } from '../../../../server/src/core/library/entry';
import type { Library } from '../../../../server/src/core/library/library';
import { libraryOf, readAll } from '../readingSections';

function read(text: string): Library {
  return libraryOf(bibtex, readAll(bibtex, text, 1).sections);
}

function get(library: Library, key: string): Entry {
  const entry = library.entry(key);
  assert.ok(entry, key);
  return entry;
}

function shown(library: Library, key: string) {
  const { title, authors, year, isOpen } = get(library, key);
  return { title, authors, year, isOpen };
}

test('strings are put in, wherever they are defined and in any case', () => {
  const library =
    read(`@misc{a, title = {On } # Topic # { and } # MORE, year = when, author = "A B" # and2}
    @string{topic = {Ideas}} @STRING{more = sub # "!"} @string{when = 1999} @string{SUB = "Things"}
    @string{and2 = " and C D"}`);
  assert.deepEqual(shown(library, 'a'), {
    title: 'On Ideas and Things!',
    authors: ['B', 'D'],
    year: 1999,
    isOpen: false,
  });
});

test('a string that is missing leaves the entry open, with what it has', () => {
  const library = read(`@misc{a, title = {On } # topic, year = 1999, journal = jrnl, month = jan # mon}`);
  const entry = get(library, 'a');
  assert.deepEqual([entry.title, entry.isOpen], ['On', true]);
  const problems = unclosed(entry, library.surroundings);
  assert.deepEqual(
    problems.map(({ start, end, code }) => [entry.section.text.slice(start, end), code]),
    ['topic', 'jrnl', 'mon'].map((name) => [name, 'undefinedString']),
  );
  assert.match(problems[0]?.message ?? '', /"topic"/);
}); // prettier-ignore

test('strings that name each other in a circle end, and are told', () => {
  const library = read(`@string{a = b # "x", b = "y" # A, c = a # d, e = {}}
    @misc{k, title = c # {T}}`);
  assert.match(get(library, 'k').title, /T$/);
  const problems = unclosedStrings(library.sections.map(({ section }) => section)).map(
    ({ section, problem: { start, end, message } }) => [section.text.slice(start, end), message],
  );
  assert.deepEqual(problems, [
    ['a', 'The string "a" is made of itself.'],
    ['d', 'No string of this library has the name "d".'],
  ]);
});

test('strings with what they are made of put in', () => {
  const text = '@string{a = b # {x {y}} # nope} @string{B = c} @string{c = "z"} @string{c = jan} @string{d = d}';
  const [section] = readAll(bibtex, text).sections;
  const expanded = expandStrings(section?.strings ?? []);
  assert.deepEqual(
    [...expanded].map(([name, { value }]) => `${name} ${value}`),
    ['a {Januaryx {y}}', 'b {January}', 'c {January}', 'd {}'],
  );
}); // prettier-ignore

test('8,700 strings, each made of the one before, are one text', () => {
  const strings = Array.from({ length: 8700 }, (_, i) => `@string{s${i + 1} = s${i}}`);
  const library = read(`@string{s0 = "T"}\n${strings.join('\n')}\n@misc{k, title = s8700}`);
  assert.equal(get(library, 'k').title, 'T');
});

test('a string that changes far away changes the entries that take it', () => {
  const { sections } = readAll(bibtex, '@misc{k, title = a}\n@string{a = b}\n@string{b = "One"}', 1);
  const other = readAll(bibtex, '@string{b = "Two"}').sections;
  const before = libraryOf(bibtex, sections);
  const after = libraryOf(bibtex, [...sections.slice(0, -1), ...other], before);
  assert.deepEqual([get(before, 'k').title, get(after, 'k').title], ['One', 'Two']);
}); // prettier-ignore

test('strings that double each other stay short', () => {
  const strings = Array.from({ length: 100 }, (_, i) => `@string{s${i + 1} = s${i} # s${i}}`);
  const library = read(`@string{s0 = "abc"}\n${strings.join('\n')}\n@misc{k, title = s100}`);
  const { title } = bibtex.details(get(library, 'k'), library.surroundings);
  assert.equal(title.length, 10_000);
});

const FAMILY = `
  @inproceedings{a, title = {T}, author = {A B}, pages = {1--2}, crossref = {p}}
  @incollection{b, title = {T}, author = {A B}, crossref = {c}}
  @article{d, title = {T}, author = {A B}, crossref = {e}}
  @misc{f, crossref = {g}}
  @inbook{h, title = {Chapter}, crossref = {i}}
  @proceedings{p, title = {Proceedings}, subtitle = {Of it}, editor = {E F}, year = 2010, publisher = {P},
    doi = {10.1000/1}, abstract = {About them}, url = {http://p}, pages = {1--999}}
  @collection{c, title = {Collection}, booktitle = {Book}, date = {2011}, editor = {E F}}
  @periodical{e, title = {Journal}, year = 2012}
  @misc{g, title = {G}, author = {G H}, year = 2013, doi = {10.1000/2}}
  @book{i, title = {Book}, author = {I J}, crossref = {j}}
  @mvbook{j, title = {Volumes}, date = {2014}, publisher = {P}}`;

test('crossref passes on what is missing, titles under the name that they have there', () => {
  const library = read(FAMILY);
  const text = (key: string, name: string) =>
    valueText(get(library, key), name, library.surroundings);
  assert.deepEqual(shown(library, 'a'), { title: 'T', authors: ['B'], year: 2010, isOpen: false });
  assert.equal(text('a', 'booktitle'), 'Proceedings');
  assert.equal(text('a', 'booksubtitle'), 'Of it');
  assert.equal(text('a', 'pages'), '1–2');
  assert.equal(text('a', 'url'), 'http://p');
  assert.equal(text('a', 'subtitle'), undefined);
  assert.equal(text('b', 'booktitle'), 'Book');
  assert.equal(text('d', 'journaltitle'), 'Journal');
  assert.deepEqual(shown(library, 'f'), { title: 'G', authors: ['H'], year: 2013, isOpen: false });
  assert.deepEqual(shown(library, 'h'), { title: 'Chapter', authors: ['J'], year: 2014, isOpen: false });
  assert.equal(text('h', 'booktitle'), 'Book');
  assert.equal(text('h', 'maintitle'), 'Volumes');
  assert.deepEqual(bibtex.details(get(library, 'h'), library.surroundings).container, 'Book');
}); // prettier-ignore

test('what names or describes the other work alone is not passed on', () => {
  const library = read(FAMILY);
  for (const key of ['a', 'f']) assert.equal(get(library, key).doi, undefined);
  assert.equal(bibtex.details(get(library, 'a'), library.surroundings).abstract, undefined);
});

test('an own date or year stands before that of the other', () => {
  const library = read(
    '@misc{a, title = {T}, year = 1999, crossref = {p}} @misc{p, author = {A B}, date = {2000}}',
  );
  assert.equal(get(library, 'a').year, 1999);
});

test('xdata passes on whatever is missing, in order and through each other', () => {
  const library = read(`@misc{a, title = {T}, xdata = {x, y}}
    @xdata{x, author = {A B}, title = {no}, xdata = {z}} @xdata{y, author = {no}, year = 2001, doi = {10.1000/3}}
    @xdata{z, year = 2000, publisher = {P}}`);
  assert.deepEqual(shown(library, 'a'), { title: 'T', authors: ['B'], year: 2000, isOpen: false });
  assert.equal(get(library, 'a').doi, '10.1000/3');
  assert.deepEqual(unclosed(get(library, 'a'), library.surroundings), []);
});

test('two xdata that name a third are no circle', () => {
  const library = read(
    '@misc{a, xdata = {x, y}} @xdata{x, xdata = {z}} @xdata{y, xdata = {z}} @xdata{z, title = {T}}',
  );
  assert.equal(get(library, 'a').title, 'T');
  assert.deepEqual(unclosed(get(library, 'a'), library.surroundings), []);
});

test('keys that lead nowhere or in a circle are told at the value that names them', () => {
  const chain = Array.from({ length: 25 }, (_, i) => `@misc{n${i}, crossref = {n${i + 1}}}`).join('\n');
  const library = read(`@misc{a, crossref = {none}} @misc{b, crossref = {c}} @misc{c, crossref = {b}}
    @misc{d, crossref = {d}} @misc{e, xdata = {f, none}} @xdata{f, xdata = {e}} @misc{g, crossref = {c}}
    ${chain} @misc{n25, title = {far}} @misc{l, crossref = {long}} @misc{long, note = {${'x'.repeat(20_000)}}}`);
  const told = Object.fromEntries(
    ['a', 'b', 'd', 'e', 'g', 'n0', 'n10', 'l'].map((key) => {
      const entry = get(library, key);
      const problems = unclosed(entry, library.surroundings);
      const places = problems.map(({ start, end, code, message }) => {
        assert.equal(code, 'undefinedParent');
        return `${entry.section.text.slice(start, end)} ${message}`;
      });
      return [key, places];
    }),
  );
  const cycle = (key: string) => `"${key}" takes its values from this entry: it has none to give.`;
  const far = (key: string) => `"${key}" is too long, or too far away, to take values from.`;
  assert.deepEqual(told, {
    a: ['{none} No entry of this library has the key "none".'],
    b: [`{c} ${cycle('b')}`],
    d: [`{d} ${cycle('d')}`],
    e: [`{f, none} ${cycle('e')}`, '{f, none} No entry of this library has the key "none".'],
    g: [],
    n0: [`{n1} ${far('n21')}`],
    n10: [],
    l: [`{long} ${far('long')}`],
  });
}); // prettier-ignore

test('an entry whose other one is missing stays open', () => {
  const library = read('@misc{a, title = {T}, crossref = {none}}');
  assert.deepEqual(shown(library, 'a'), { title: 'T', authors: [], year: undefined, isOpen: true });
});

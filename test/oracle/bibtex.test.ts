// What Pandoc makes of a .bib file is what ours makes of it, but for what bibtexDifferences.ts explains.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { DIFFERENCES, IN_SAMPLE } from './bibtexDifferences';
import { FIELDS, ourFacts, pandocFacts, type Facts } from './bibtexPandoc';

const SEED = Number(process.env.ORACLE_SEED ?? 20_150_219);

function check(bib: string): void {
  const [ours, theirs] = [ourFacts(bib), pandocFacts(bib)];
  assert.ok(theirs, 'Pandoc reads it');
  const sorted = (facts: readonly Facts[]) => [...facts].sort((a, b) => (a.key < b.key ? -1 : 1));
  assert.deepEqual(sorted(ours), sorted(theirs));
}

/** One file of them all. Keys are given by order. */
const CASES: readonly string[] = [
  'title = {Plain}, author = {A B}, year = 2000',
  'title = "In quotes {"}and{"} braces", year = "2000"',
  'title = {Over\n   two  lines}, date = {2000-05-01}',
  'title = {One} # { and } # "two", journal = jmlr # ", part " # 2',
  'title = topic, author = boss # { and C D}',
  'title = {A {{Double}} {\\emph{emphasis}} \\textbf{bold} {\\it old} text}',
  'title = {On \\& about 100\\% of \\#1 \\_ \\$5}',
  "title = {``Quoted'' and `single' -- dashed --- text~here \\ldots}",
  "title = {G{\\\"o}del, Erd{\\H o}s, \\v{C}ech, Fran\\c{c}ois, Stra{\\ss}e, \\O{}re, {\\L}ukasz, \\AA ngstr\\\"om}",
  "title = {na{\\\"\\i}ve, {\\'\\i}, \\`{a}, \\^{o}, \\~n, \\=u, \\.z, \\u{g}, \\k{a}, \\r{u}, \\d{s}, \\ae{}, \\oe}",
  'title = {Main}, subtitle = {Sub}, author = {A B}',
  'author = {Oskar van der Wal and Ludwig van Beethoven and Jean de La Fontaine}',
  'author = {van der Wal, Oskar and King, Jr., Martin Luther and {The Group} and {Barnes and Noble}}',
  'author = {A. B. Cee and D.~E. Eff and Plato and others}',
  'author = {family=Wal, given=Oskar, prefix=van der and family=Bee, given=A.}',
  'author = {王小明 and 李雷}, editor = {Fox, Maria and David Poole}',
  'date = {1998/1999}', 'date = {1998~}', 'date = {1998-05-12/1998-05-14}', 'date = {19uu}', 'year = {1998}',
  'date = {1998-05-12T10:00:00}', 'date = {1998-21}', 'date = {1998}, year = {1997}', 'year = {98}',
  'journal = {J. of X}, volume = {7}, pages = {1--9}', 'journaltitle = {J}, pages = {1-9}, publisher = {P \\& Q}',
  'booktitle = {Proc. of {AAAI}}, publisher = {{AAAI} Press}',
  'doi = {10.1000/abc}, url = {http://x.org/~a_b?c=d%20&e}',
  'title = {One}, title = {Two}',
  'title = {T}, % a comment\n % year = 1999,\n year = 2000',
  'title = {T}, month = 5 # jan, note = {N},',
]; // prettier-ignore

test('cases of one entry each', () => {
  const entries = CASES.map((fields, i) => {
    const type = fields.includes('booktitle') ? 'inproceedings' : 'article';
    return `@${type}{c${i}, ${fields}}`;
  });
  const strings =
    '@string{jmlr = "Journal"} @string{topic = {Topic: } # jmlr # {, }} @string{Boss = {A B}}';
  check(`${strings}\n${entries.join('\n')}`);
});

test('entries that take from others', () => {
  check(`@inproceedings{a, title = {T}, author = {A B}, crossref = {p}}
    @proceedings{p, title = {Proc}, subtitle = {Sub}, editor = {E F}, date = {2010}, publisher = {P}, url = {http://u}}
    @inbook{b, title = {Chapter}, crossref = {c}} @book{c, title = {Book}, author = {C D}, year = 2011, publisher = {P}}
    @article{d, title = {T}, xdata = {x}} @xdata{x, author = {X Y}, year = 2012, journaltitle = {J}}
    @article{e, title = {T}, year = 1999, crossref = {f}} @article{f, author = {F G}, title = {no}, year = 2013}`);
});

test('comments, preambles and text between entries', () => {
  check(`Some text, 100 percent.
    @comment{jabref-meta: x;} @Comment{@misc{no, title = {No}}}
    % @misc{no, title = {No}}
    @preamble{"\\newcommand{\\noop}[1]{}"}
    @MISC{a, TITLE = {T}, Year = 2000}\r\n\t@misc { b ,\r\n title\t=\r\n{U} , }`);
});

test('a sample of a real library', () => {
  const bib = readFileSync(join('test', 'oracle', 'bibtexSample.bib'), 'utf8');
  const theirs = new Map(pandocFacts(bib)?.map((fact) => [fact.key, fact]));
  const found = ourFacts(bib).flatMap((fact) =>
    FIELDS.filter((field) => {
      return JSON.stringify(fact[field]) !== JSON.stringify(theirs.get(fact.key)?.[field]);
    }).map((field) => `${fact.key} ${field}`),
  );
  assert.equal(theirs.size, 94);
  assert.deepEqual(found.sort(), Object.keys(IN_SAMPLE).sort());
});

const word = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ0-9]{1,9}$/);
const tex = fc.constantFrom(
  ...['{AAAI}', '{\\"o}', "\\'{e}", '{\\ss}', '\\v{c}', '{\\o}', '\\c c', '\\&', '\\%', '--', '---', "``a''", '~'],
  ...['\\emph{b}', '\\textit{c d}', '{d {e} f}', ',', ':', '(g)', '=', '\n', '\\ldots{}'],
); // prettier-ignore
const text = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, tex), { minLength: 1, maxLength: 6 })
  // No blank line, which Pandoc reads as nothing at all.
  .map((parts) => parts.join(' ').replace(/\n\s*\n/g, '\n'));
const capital = fc.stringMatching(/^[A-Z][a-z]{1,7}$/);
const name = fc.oneof(
  fc.tuple(capital, capital).map((parts) => parts.join(' ')),
  fc.tuple(capital, fc.constantFrom('van', 'de la', 'von der'), capital).map((parts) => parts.join(' ')),
  fc.tuple(capital, capital, capital).map(([a, b, c]) => `${a} ${b}, ${c}`),
  fc.tuple(capital, capital).map(([a, b]) => `${a}, Jr., ${b}`),
  fc.tuple(capital, capital).map(([a, b]) => `{${a} and ${b}}`),
  capital,
); // prettier-ignore
const names = fc.array(name, { minLength: 1, maxLength: 4 }).map((list) => list.join(' and '));
const quoted = (value: fc.Arbitrary<string>) =>
  fc
    .tuple(value, fc.boolean())
    .map(([inner, isQuoted]) => (isQuoted ? `"${inner.replaceAll('\\"', '\\^')}"` : `{${inner}}`));
const entry = fc.record(
  {
    title: quoted(text),
    author: quoted(names),
    editor: quoted(names),
    date: fc.oneof(fc.integer({ min: 1000, max: 2100 }).map(String), fc.constant('{2001-05/2002}')),
    journaltitle: quoted(text),
    publisher: quoted(text),
    volume: fc.nat(99).map(String),
  },
  { requiredKeys: [] },
); // prettier-ignore

test('drawn entries', () => {
  console.log(`ORACLE_SEED=${SEED}`);
  const files = fc.array(entry, { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(files, (entries) => {
      const written = entries.map((fields, i) => {
        const lines = Object.entries(fields).map(([field, value]) => `  ${field} = ${value}`);
        return `@article{c${i},\n${lines.join(',\n')}\n}`;
      });
      check(written.join('\n\n'));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

for (const { why, bib, ours } of DIFFERENCES) {
  test(`other than Pandoc: ${why} — ${JSON.stringify(bib)}`, () => {
    const [fact] = ourFacts(bib);
    const theirs = pandocFacts(bib)?.find(({ key }) => key === fact?.key);
    for (const [field, value] of Object.entries(ours)) {
      assert.deepEqual(fact?.[field as keyof Facts], value);
    }
    const isSame = Object.entries(ours).every(
      ([field, value]) => JSON.stringify(theirs?.[field as keyof Facts]) === JSON.stringify(value),
    );
    assert.ok(!isSame, 'Pandoc now says the same');
  });
}

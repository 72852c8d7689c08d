import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ris } from '../../../server/src/core/library/ris/ris';
import { checkCuts, factsOf, keysOf, only, readAll, textAt } from './readingSections';

const FILE = `Provider: somebody
TY  - JOUR
ID  - a
TI  - A <i>title</i> that runs
on over lines
AU  - Mishkin, Dmytro
A1  - Matas,J.,Jr.
AU  - The Group
PY  - 2015/11/19/
T2  - A Journal
PB  - Press
VL  - 7
SP  - 1
EP  - 9
DO  - https://doi.org/10.1000/XYZ
UR  - http://arxiv.org/abs/1511.06422v7
AB  - It works.
KW  - one
KW  - two
ER  - 

TY  - BOOK
ID  - b
ED  - Fox, M.
ER  - 
`;

test('an entry with all that it is found by, and the rest when it is shown', () => {
  const { entries, problems } = readAll(ris, FILE);
  assert.deepEqual(problems, []);
  const [a, b] = entries;
  assert.ok(a && b);
  assert.deepEqual(factsOf(a), {
    key: 'a',
    aliases: [],
    type: 'jour',
    title: 'A title that runs on over lines',
    authors: ['Mishkin', 'Matas Jr.', 'The Group'],
    year: 2015,
    doi: '10.1000/xyz',
    arxiv: '1511.06422',
  });
  assert.deepEqual(b.authors, ['Fox']);
  assert.deepEqual(ris.details(a, { string: () => undefined, entry: () => undefined }), {
    title: 'A title that runs on over lines',
    authors: [
      { family: 'Mishkin', given: 'Dmytro' },
      { family: 'Matas Jr.', given: 'J.' },
      { family: 'The Group' },
    ],
    editors: [],
    year: 2015,
    container: 'A Journal',
    publisher: 'Press',
    volume: '7',
    pages: '1–9',
    url: 'http://arxiv.org/abs/1511.06422v7',
    abstract: 'It works.',
    keywords: ['one', 'two'],
  });
});

test('the key is that of "ID", or the one that Pandoc makes', () => {
  const table: Readonly<Record<string, string>> = {
    'ID  -  smith2020 ': 'smith2020',
    'ID  - Smith 2020': 'Smith 2020',
    'AU  - Mishkin, D.\nAU  - Matas, J.\nPY  - 2015': 'Mishkin_Matas_2015',
    'A1  - van der Maaten, L.\nY1  - 2008': 'van_2008',
    'ID  - \nAU  - Smith': 'Smith',
    'PY  - 2015': '_2015',
  };
  for (const [lines, key] of Object.entries(table)) {
    const entry = only(ris, `TY  - JOUR\n${lines}\nER  - \n`);
    assert.equal(entry.key, key, lines);
    assert.equal(textAt(entry, entry.keySpan), /ID {2}- +\S/.test(lines) ? key : '', lines);
  }
  assert.deepEqual(only(ris, 'TY  - JOUR\nID  - a\nLB  - label\nER  - ').aliases, ['label']);
});

test('titles and years under all their tags', () => {
  const table: Readonly<Record<string, readonly [string, number | undefined]>> = {
    'T1  - One\nY1  - 2012/05//': ['One', 2012],
    'CT  - One\nDA  - 2012/05/01': ['One', 2012],
    'BT  - One\nPY  - in press': ['One', undefined],
    'BT  - Book\nTI  - One\nPY  - ': ['One', undefined],
  };
  for (const [lines, [title, year]] of Object.entries(table)) {
    const entry = only(ris, `TY  - JOUR\nID  - k\n${lines}\nER  - \n`);
    assert.deepEqual([entry.title, entry.year], [title, year], lines);
  }
});

test('one blank or two in front of the hyphen, any line ends, no value', () => {
  for (const text of [
    FILE.replaceAll('  - ', ' - '),
    FILE.replaceAll('\n', '\r\n'),
    FILE.replaceAll('ER  - ', 'ER  -'),
    FILE.trimEnd(),
    `\ufeff\n${FILE}`,
  ]) {
    const reading = readAll(ris, text);
    assert.deepEqual(keysOf(reading), ['a', 'b'], text);
    assert.deepEqual(reading.problems, [], text);
    checkCuts(ris, text);
  }
});

test('fields with the places of tags and values', () => {
  const entry = only(
    ris,
    'TY  - JOUR\r\nID  - k\r\nAB  -  long \r\n text\r\n\r\nN2  -\r\n  below\r\nER  - \r\n',
  );
  const fields = ris.fields(entry);
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['ty', 'id', 'ab', 'n2', 'er'],
  );
  assert.deepEqual(
    fields.map(({ nameSpan }) => textAt(entry, nameSpan)),
    ['TY', 'ID', 'AB', 'N2', 'ER'],
  );
  assert.deepEqual(
    fields.map(({ valueSpan }) => textAt(entry, valueSpan)),
    ['JOUR', 'k', 'long \r\n text', 'below', ''],
  );
});

test('what is broken costs its own entry at most, and is told', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    'TY  - JOUR\nID  - x\n': ['x', 'a', 'b'],
    'ID  - x\nTI  - no beginning\nER  - \n': ['a', 'b'],
    'TY  - JOUR\nTI  - no key\nER  - \n': ['a', 'b'],
  };
  for (const [lines, keys] of Object.entries(table)) {
    const text = lines + FILE.slice(FILE.indexOf('TY'));
    const reading = readAll(ris, text);
    assert.deepEqual(keysOf(reading), keys, lines);
    assert.equal(reading.problems.length, 1, lines);
    checkCuts(ris, text);
  }
});

test('a file that breaks off keeps all entries before the last', () => {
  const file = FILE.replaceAll('ER  - ', 'ER  -');
  fc.assert(
    fc.property(fc.nat(file.length), (length) => {
      const whole = readAll(ris, file).entries.filter(({ end }) => end <= length);
      const { entries, problems } = readAll(ris, file.slice(0, length));
      assert.deepEqual(entries.slice(0, whole.length).map(factsOf), whole.map(factsOf));
      assert.ok(entries.length === whole.length || problems.length > 0);
    }),
  );
});

test('no text makes the reader stop, throw or point outside', () => {
  const unit = fc.constantFrom(
    ...['TY  - ', 'ER  - ', 'ID  - ', 'AU  - ', 'TI - ', '\n', '\r\n', ' ', 'x', '-', ',', '\r'],
  );
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (text, size) => {
        readAll(ris, text, size);
        checkCuts(ris, text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('hostile files of a megabyte end', () => {
  const n = 300_000;
  for (const unit of [
    '\n',
    ' ',
    ' \n',
    'x\n',
    'x',
    'AU  - ',
    'AU  - ,,\n',
    'TY  - \n',
    'ER  - \n',
    '\r',
  ])
    readAll(ris, `TY  - JOUR\nID  - x\nTI  - ${unit.repeat(n)}`, 32_768);
});

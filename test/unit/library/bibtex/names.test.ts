import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorsOf, familyNames } from '../../../../server/src/core/library/bibtex/names';

/** Each name as `given|family`; of one without a given name, the family name alone. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  '': [],
  'Dmytro Mishkin': ['Dmytro|Mishkin'],
  'Dmytro Mishkin and Jiri Matas': ['Dmytro|Mishkin', 'Jiri|Matas'],
  'Mishkin, Dmytro AND Matas, Jiri': ['Dmytro|Mishkin', 'Jiri|Matas'],
  'Dmytro Mishkin and\n               Jiri Matas': ['Dmytro|Mishkin', 'Jiri|Matas'],
  'A. B. Cee  and\tD.~E. Eff': ['A. B.|Cee', 'D. E.|Eff'],
  Plato: ['Plato'],
  'Oskar van der Wal': ['Oskar|van der Wal'],
  'van der Wal, Oskar': ['Oskar|van der Wal'],
  'Jean de La Fontaine': ['Jean|de La Fontaine'],
  'Ludwig van Beethoven and others': ['Ludwig|van Beethoven'],
  "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin": [
    'Charles Louis Xavier Joseph|de la Vallée Poussin',
  ],
  'Jean {de La} Fontaine': ['Jean de La|Fontaine'],
  '{\\"o}tker {\\"O}tker': ['ötker Ötker'],
  '{\\"O}tker {\\"O}tker': ['Ötker|Ötker'],
  'King, Jr., Martin Luther': ['Martin Luther|King Jr.'],
  'Martin Luther {King, Jr.}': ['Martin Luther|King, Jr.'],
  '{The ABC Collaboration}': ['The ABC Collaboration'],
  '{Barnes and Noble} and {Simon, Inc.}': ['Barnes and Noble', 'Simon, Inc.'],
  'G{\\"o}del, Kurt and Paul Erd{\\H o}s': ['Kurt|Gödel', 'Paul|Erdős'],
  "Conor O'Brien and Jean-Luc D'Alembert": ["Conor|O'Brien", "Jean-Luc|D'Alembert"],
  '王, 小明 and 李雷': ['小明|王', '李雷'],
  'Jean\n de  La\tFontaine': ['Jean|de La Fontaine'],
  "Mar\\'{i}a Mu\\~noz~Avila": ['María Muñoz|Avila'],
  'A {b {c} d} {e}, f': ['f|A b c d e'],
  'Mishkin,': ['Mishkin'],
  ', Dmytro': ['Dmytro'],
  'family=Wal, given=Oskar, prefix=van der, useprefix=true': ['Oskar|van der Wal'],
  'given={Martin, L.}, family=King, suffix=Jr. and A. Bee': ['Martin, L.|King Jr.', 'A.|Bee'],
  'A. Anderson and B. Sandman': ['A.|Anderson', 'B.|Sandman'],
  'A and': ['A'],
  others: [],
  '{others}': ['others'],
};

for (const [value, expected] of Object.entries(TABLE)) {
  test(`names in ${JSON.stringify(value)}`, () => {
    const names = authorsOf(value).map(({ given, family }) =>
      given === undefined ? family : `${given}|${family}`,
    );
    assert.deepEqual(names, expected);
  });
}

test('family names are the same without a suffix', () => {
  for (const [value, expected] of Object.entries(TABLE)) {
    const families = expected.map((name) =>
      (name.split('|').pop() ?? '').replace(/(?<!,) Jr\.$/, ''),
    );
    assert.deepEqual(familyNames(value), value.startsWith(',') ? [] : families, value);
  }
});

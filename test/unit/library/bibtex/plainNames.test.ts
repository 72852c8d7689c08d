// The quick way to family names leads where the long one does, and is taken where names have their commonest form.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { authorsOf } from '../../../../server/src/core/library/bibtex/names';
import { plainFamilies } from '../../../../server/src/core/library/bibtex/plainNames';

const PLAIN: Readonly<Record<string, readonly string[]>> = {
  Plato: ['Plato'],
  'Dmytro Mishkin and\n               Jiri Matas': ['Mishkin', 'Matas'],
  'D. E. Eff and X. Glorot': ['Eff', 'Glorot'],
  'Kurt G{\\"{o}}del and Pawe{\\l} {\\L}ukasz': ['Gödel', 'Łukasz'],
  "Jan Mu{\\~{n}}oz{-}Avila and {\\'{A}}ngel Élan": ['Muñoz-Avila', 'Élan'],
};

for (const [list, families] of Object.entries(PLAIN)) {
  test(`${JSON.stringify(list)} is plain`, () => {
    assert.deepEqual(plainFamilies(list), families);
  });
}

test('all other lists are left to the long way', () => {
  const lists = ['', 'van Dyck', 'Dyck, Jan', 'A. B.', 'A {B C}', 'A and', 'A AND B'];
  for (const list of [
    ...lists,
    'A and others',
    '{others}',
    'A~B',
    'A\\o',
    `A${'a'.repeat(10_000)}`,
  ])
    assert.equal(plainFamilies(list), undefined, list);
});

test('both ways lead to the same names', () => {
  const word = fc.constantFrom(
    ...['Ann', 'Bé', 'C.', 'D.E', 'van', 'and', 'And', 'AND', '{and}', 'an{d}', 'others', "O'Neil", '’t', 'É', 'é', '9'],
    ...['{\\"{O}}tker', "{\\'E}a", '{\\o}', '{\\O}', 'Yi{-}Dong', '{A b}', '{IBM}', '{de}', 'B{\\v{c}}', '{\\.Z}ak'],
    ...['A~B', '\\"Ob', '\\c', '{', '}', '{{N}}', '{\\foo{X}}', 'Mu{\\~n}oz', '--', 'Andrés', '\\{A', 'A{\\~{}}'],
  ); // prettier-ignore
  const gap = fc.constantFrom(' ', ' ', '\n  ', '', ' and ', ' and ', ' And ', '\tand\r\n');
  const list = fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(list, (parts) => {
      const text = parts.flat().join('');
      const families = plainFamilies(text);
      fc.pre(families !== undefined);
      assert.deepEqual(
        families,
        authorsOf(text).map(({ family }) => family),
      );
    }),
    { numRuns: 3_000 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullAuthors, plainTitle, shortAuthors } from '../../../server/src/core/works/authors';

/** Authors as `Given Family, Given Family`; a name alone is a group. */
function check(name: typeof shortAuthors, table: Readonly<Record<string, string>>): void {
  for (const [listed, expected] of Object.entries(table)) {
    const authors = listed
      .split(', ')
      .filter((author) => author !== '')
      .map((author) => {
        const [first = '', ...rest] = author.split(' ');
        return rest.length > 0 ? { given: first, family: rest.join(' ') } : { family: first };
      });
    assert.equal(name({ authors }), expected, listed);
  }
}

test('authors in short: up to three family names, then et al.', () => {
  check(shortAuthors, {
    '': '',
    'Jiale Kang': 'Kang',
    'Dmytro Mishkin, Jiri Matas': 'Mishkin & Matas',
    'A Nguyen, B Seo, C Oh': 'Nguyen, Seo & Oh',
    'A One, B Two, C Three, D Four': 'One et al.',
    'Oskar van der Wal': 'van der Wal',
    BigScience: 'BigScience',
  });
});

test('authors in full, up to a limit', () => {
  check(fullAuthors, {
    '': '',
    'Dmytro Mishkin, Jiri Matas': 'Dmytro Mishkin, Jiri Matas',
    'BigScience, Ann Lee': 'BigScience, Ann Lee',
    'A A, B B, C C, D D, E E, F F, G G, H H': 'A A, B B, C C, D D, E E, F F, G G, H H',
    'A A, B B, C C, D D, E E, F F, G G, H H, I I': 'A A, B B, C C, D D, E E, F F, G G, H H et al.',
  });
  check((paper) => fullAuthors(paper, 1), { 'A A, B B': 'A A et al.', 'A A': 'A A' });
});

test('a title without TeX', () => {
  assert.equal(plainTitle('A Large-Scale Exploration of $μ$-Transfer'), 'A Large-Scale Exploration of μ-Transfer');
  assert.equal(plainTitle('Costs $20'), 'Costs $20');
}); // prettier-ignore

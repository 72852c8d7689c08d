// Globs as VS Code reads them: what they match, where a search begins, and which are refused.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import { globMatcher, isTooComplex, placeGlob } from '../../../server/src/core/text/globs';

const MATCHES: readonly (readonly [glob: string, matching: string[], others: string[]])[] = [
  ['*.bib', ['a.bib', '.bib', '.a.bib'], ['x/a.bib', 'a.bibx']],
  ['**/*.bib', ['a.bib', 'x/a.bib', 'x/.y/a.bib'], ['a.bib/x']],
  ['refs/**/*.bib', ['refs/a.bib', 'refs/x/y/a.bib'], ['a.bib', 'x/refs/a.bib']],
  ['**/node_modules', ['node_modules', 'a/node_modules'], ['node_modules/a', 'my_node_modules']],
  ['a?.bib', ['ab.bib'], ['a.bib', 'abc.bib', 'a/.bib']],
  ['*.{bib,json}', ['a.bib', 'a.json'], ['a.yaml']],
  ['{a,b/c}/*.bib', ['a/x.bib', 'b/c/x.bib'], ['c/x.bib']],
  ['[ab].bib', ['a.bib', 'b.bib'], ['c.bib', 'ab.bib']],
  ['[!ab].bib', ['c.bib'], ['a.bib']],
  ['[0-9]*', ['1', '2a'], ['a']],
  ['Papers (old)/*.bib', ['Papers (old)/a.bib'], ['Papers old/a.bib']],
  ['a+(b)/*', ['a+(b)/x'], ['abb/x', 'ab/x']],
  ['!a*', ['!ab'], ['b']],
  ['a$b@c|d*', ['a$b@c|dx'], ['a$b@c', 'dx']],
  ['a.b*', ['a.bc'], ['axbc']],
  ['*', ['a', '...'], ['.', '..']],
  ['', [], ['a', '']],
];

for (const [glob, matching, others] of MATCHES) {
  test(`${glob} matches ${matching.join(', ')} and not ${others.join(', ')}`, () => {
    const matches = globMatcher([glob]);
    assert.deepEqual(matching.filter(matches), matching);
    assert.deepEqual(others.filter(matches), []);
  });
}

test('one of several is enough, and none matches nothing', () => {
  assert.ok(globMatcher(['a', 'b'])('b'));
  assert.ok(!globMatcher([])('a'));
});

test('a glob begins in the innermost folder without wildcard', () => {
  const placed = placeGlob(posix, '/w', 'refs/[ab]/../*.bib');
  assert.equal(placed?.folder, '/w/refs');
  assert.equal(placeGlob(posix, '/w [1]', '../x/*.bib')?.folder, '/x');
  assert.equal(placeGlob(posix, '/w', '/abs/x*.bib')?.folder, '/abs');
  assert.equal(placeGlob(posix, '/w', 'refs.bib'), undefined);
});

test('and reaches as deep as it has names, or without end', () => {
  assert.equal(placeGlob(posix, '/w', '*.bib')?.depth, 1);
  assert.equal(placeGlob(posix, '/w', 'a/*/b/*.bib')?.depth, 3);
  assert.equal(placeGlob(posix, '/w', 'a/**/*.bib')?.depth, Infinity);
});

test('it matches paths of the machine', () => {
  const here = placeGlob(posix, '/w (1)', 'refs/**/*.bib') ?? assert.fail();
  assert.ok(here.matches('/w (1)/refs/x/a.bib'));
  assert.ok(!here.matches('/w (1)/a.bib'));
  const windows = placeGlob(win32, 'c:\\W', 'Refs\\**\\*.bib') ?? assert.fail();
  assert.equal(windows.folder, 'c:\\W\\Refs');
  assert.ok(windows.matches('C:\\w\\refs\\x\\A.BIB'));
});

test('what stands for more than a hundred patterns is refused, and so is what is too long', () => {
  assert.ok(!isTooComplex('**/*.{bib,bibtex,json,yaml,yml,ris}'));
  assert.ok(!isTooComplex('{1..100}'));
  assert.ok(isTooComplex('{1..101}'));
  assert.ok(isTooComplex('{a,b}'.repeat(7)));
  assert.ok(!isTooComplex('a'.repeat(1_000)));
  assert.ok(isTooComplex('a'.repeat(1_001)));
  assert.ok(!globMatcher(['{1..101}', ''])('1'));
});

/** Read as VS Code does where it is simple: no wildcard but stars within one name. */
function matchesStars(glob: string, path: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === path;
  const last = rest.pop() ?? '';
  if (!path.startsWith(first) || path.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    at = path.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  return at <= path.length - last.length && path.endsWith(last);
}

test('stars among signs of all kinds match as they should', () => {
  const signs = fc.constantFrom(
    'a',
    'b',
    '*',
    '(',
    ')',
    '+',
    '@',
    '!',
    '|',
    '$',
    '.',
    '-',
    ',',
    ' ',
  );
  const text = fc.array(signs, { minLength: 1, maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, text, (glob, path) => {
      // `.` and `..` are ways, not names, so no star stands for them.
      fc.pre(!path.includes('*') && !glob.includes('**') && !['.', '..'].includes(path));
      assert.equal(globMatcher([glob])(path), matchesStars(glob, path));
    }),
    { numRuns: 2_000 },
  );
});

test('no pattern throws or goes on for ever', () => {
  const signs = fc.constantFrom(...'*?{}[]()!^/.\\a-,|+@$');
  const text = fc.array(signs, { maxLength: 40 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, (glob) => void globMatcher([glob])(`${'a'.repeat(200)}/${'a.'.repeat(100)}`)),
    { numRuns: 2_000 },
  );
});

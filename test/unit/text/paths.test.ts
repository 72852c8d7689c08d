// Folders around a path, by the rules of POSIX and of Windows.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import {
  folderAround,
  foldersUp,
  isInside,
  pathKey,
  type Paths,
} from '../../../server/src/core/text/paths';

const INSIDE: readonly (readonly [Paths, folder: string, path: string, inside: boolean])[] = [
  [posix, '/a', '/a', true],
  [posix, '/a', '/a/b', true],
  [posix, '/a', '/a/..b', true],
  [posix, '/a', '/ab', false],
  [posix, '/a', '/', false],
  [posix, '/a/b', '/a/c', false],
  [posix, '/', '/a', true],
  [posix, '/a', '/A/b', false],
  [win32, 'c:\\a', 'c:\\a\\b', true],
  [win32, 'c:\\a', 'C:\\A\\b', true],
  [win32, 'c:\\a', 'c:\\ab', false],
  [win32, 'c:\\a', 'd:\\a\\b', false],
  [win32, 'c:\\', 'c:\\a', true],
  [win32, '\\\\server\\share', '\\\\server\\other\\a', false],
];

for (const [paths, folder, path, inside] of INSIDE) {
  test(`${path} is ${inside ? '' : 'not '}inside ${folder}`, () =>
    assert.equal(isInside(paths, folder, path), inside));
}

test('of several folders around a path, the innermost', () => {
  const around = (path: string) => folderAround(posix, ['/a', '/a/b', '/a/b/c', '/c'], path);
  assert.equal(around('/a/b/x'), '/a/b');
  assert.equal(folderAround(posix, ['/a/b', '/a'], '/a/b/x'), '/a/b');
  assert.equal(around('/a/x'), '/a');
  assert.equal(around('/x'), undefined);
});

test('folders up to a top, or to the root of the disk', () => {
  assert.deepEqual(foldersUp(posix, '/a/b/c', '/a'), ['/a/b/c', '/a/b', '/a']);
  assert.deepEqual(foldersUp(posix, '/a', '/a'), ['/a']);
  assert.deepEqual(foldersUp(posix, '/a/b', undefined), ['/a/b', '/a', '/']);
  assert.deepEqual(foldersUp(win32, 'C:\\a\\b', 'c:\\a'), ['C:\\a\\b', 'C:\\a']);
  assert.deepEqual(foldersUp(win32, 'c:\\a', undefined), ['c:\\a', 'c:\\']);
});

test('Windows does not tell capitals from small letters', () => {
  assert.equal(pathKey(win32, 'C:\\Refs'), pathKey(win32, 'c:\\refs'));
  assert.notEqual(pathKey(posix, '/Refs'), pathKey(posix, '/refs'));
});

const name = fc.constantFrom('a', 'b', '..a', 'a b', 'é', '.x');
const SYSTEMS: readonly (readonly [string, Paths, root: string])[] = [
  ['POSIX', posix, '/'],
  ['Windows', win32, 'c:\\'],
];

for (const [system, paths, root] of SYSTEMS) {
  test(`${system}: what is resolved from a folder without going up lies in it, and in all above it`, () => {
    fc.assert(
      fc.property(fc.array(name), fc.array(name), (above, below) => {
        const folder = paths.resolve(root, above.join('/'));
        const path = paths.resolve(folder, below.join('/'));
        const up = foldersUp(paths, path, undefined);
        assert.ok(up.includes(folder));
        assert.ok(up.every((outer) => isInside(paths, outer, path)));
        assert.equal(up.length, above.length + below.length + 1);
        assert.equal(isInside(paths, path, folder), below.length === 0);
      }),
    );
  });
}

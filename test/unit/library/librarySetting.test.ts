// What an item of the setting `paperlens.libraries` means on a machine.
import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import {
  readLibrarySetting,
  type SettingContext,
} from '../../../server/src/core/library/librarySetting';

const ONE: SettingContext = {
  paths: posix,
  roots: [{ path: '/w', name: 'work' }],
  home: '/home/me',
  variable: (name) => ({ BIBS: '/data/bibs', EMPTY: '' })[name],
};
const TWO: SettingContext = { ...ONE, roots: [...ONE.roots, { path: '/v', name: 'other' }] };
const NONE: SettingContext = { ...ONE, roots: [], home: undefined };
const WINDOWS: SettingContext = {
  paths: win32,
  roots: [{ path: 'c:\\w', name: 'work' }],
  home: 'C:\\Users\\Me',
  variable: ONE.variable,
};

const FILES: readonly (readonly [string, SettingContext, readonly string[]])[] = [
  ['a.bib', ONE, ['/w/a.bib']],
  ['./refs/../a.bib', ONE, ['/w/a.bib']],
  ['a.bib', TWO, ['/w/a.bib', '/v/a.bib']],
  ['a.bib', NONE, []],
  ['/abs/a.bib', TWO, ['/abs/a.bib']],
  ['/abs/a.bib', NONE, ['/abs/a.bib']],
  ['~/a.bib', TWO, ['/home/me/a.bib']],
  ['~', ONE, ['/home/me']],
  ['~me/a.bib', ONE, ['/w/~me/a.bib']],
  ['${userHome}/a.bib', ONE, ['/home/me/a.bib']],
  ['${workspaceFolder}/a.bib', ONE, ['/w/a.bib']],
  ['${workspaceFolder}/a.bib', TWO, ['/w/a.bib', '/v/a.bib']],
  ['${workspaceFolder:other}/a.bib', TWO, ['/v/a.bib']],
  ['${env:BIBS}/a.bib', ONE, ['/data/bibs/a.bib']],
  ['/x/${env:BIBS}/a.bib', ONE, ['/x/data/bibs/a.bib']],
  ['refs\\a.bib', WINDOWS, ['c:\\w\\refs\\a.bib']],
  ['~\\a.bib', WINDOWS, ['C:\\Users\\Me\\a.bib']],
  ['D:/refs/a.bib', WINDOWS, ['D:\\refs\\a.bib']],
];

for (const [text, context, files] of FILES) {
  test(`${text} is ${files.join(' and ') || 'no file'}`, () =>
    assert.deepEqual(readLibrarySetting(text, context), { text, files, globs: [] }));
}

const GLOBS: readonly (readonly [string, SettingContext, string[], string[], string[]])[] = [
  ['*.bib', ONE, ['/w'], ['/w/a.bib'], ['/w/x/a.bib', '/a.bib']],
  ['**/*.bib', TWO, ['/w', '/v'], ['/w/a.bib', '/v/x/a.bib'], ['/u/a.bib']],
  ['~/Zotero/**/*.{bib,json}', ONE, ['/home/me/Zotero'], ['/home/me/Zotero/x/a.json'], []],
  ['/data/[ab]/*.bib', TWO, ['/data'], ['/data/a/x.bib'], ['/data/c/x.bib']],
  ['${env:BIBS}/*.bib', ONE, ['/data/bibs'], ['/data/bibs/a.bib'], ['/w/a.bib']],
  ['refs\\*.bib', WINDOWS, ['c:\\w\\refs'], ['C:\\W\\Refs\\a.bib'], ['c:\\w\\a.bib']],
];

for (const [text, context, folders, matching, others] of GLOBS) {
  test(`${text} is looked for in ${folders.join(' and ')}`, () => {
    const { globs, files } = readLibrarySetting(text, context);
    assert.deepEqual(files, []);
    assert.deepEqual(
      globs.map(({ folder }) => folder),
      folders,
    );
    const matches = (path: string) => globs.some((glob) => glob.matches(path));
    assert.deepEqual(matching.filter(matches), matching);
    assert.deepEqual(others.filter(matches), []);
  });
}

test('wildcards in the name of a folder that a variable stands for are none', () => {
  const context = { ...ONE, roots: [{ path: '/w [1]*', name: 'work' }] };
  assert.deepEqual(readLibrarySetting('${workspaceFolder}/a.bib', context).files, [
    '/w [1]*/a.bib',
  ]);
  const [glob] = readLibrarySetting('*.bib', context).globs;
  assert.ok(glob?.matches('/w [1]*/a.bib') && !glob.matches('/w 1/a.bib'));
});

for (const text of [
  '${nowhere}/a.bib',
  '${env:NOWHERE}/a.bib',
  '${env:EMPTY}/a.bib',
  '${workspaceFolder:nowhere}/a.bib',
  'x/${nowhere}/a.bib',
  '${}/a.bib',
]) {
  test(`${text} has a variable that nobody knows`, () =>
    assert.deepEqual(readLibrarySetting(text, ONE), {
      text,
      files: [],
      globs: [],
      problem: 'unknownVariable',
    }));
}

test('no home, no folder', () => {
  assert.equal(readLibrarySetting('~/a.bib', NONE).problem, 'unknownVariable');
  assert.equal(readLibrarySetting('${workspaceFolder}/a.bib', NONE).problem, 'unknownVariable');
});

test('a glob that stands for too many is refused', () =>
  assert.equal(readLibrarySetting('{1..1000}.bib', ONE).problem, 'tooComplex'));

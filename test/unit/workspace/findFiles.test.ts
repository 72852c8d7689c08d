// The search for libraries and notes, with what is left out of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLibrarySetting } from '../../../server/src/core/library/librarySetting';
import { findSettingFiles, findWorkspaceFiles } from '../../../server/src/workspace/findFiles';
import { MemoryHost } from '../../support/memoryHost';

function hostOf(...paths: readonly string[]): MemoryHost {
  return new MemoryHost(Object.fromEntries(paths.map((path) => [path, ''])));
}

function find(host: MemoryHost, roots: readonly string[], excludes: readonly string[] = []) {
  return findWorkspaceFiles(host.files, roots, excludes, () => assert.fail());
}

test('libraries and notes of all folders, each once', async () => {
  const libraries = ['/v/refs.bib', '/w/a.bibtex', '/w/refs.BIB', '/w/x/b.bib'];
  const notes = ['/w/a.md', '/w/b.markdown', '/w/c.qmd', '/w/d.Rmd'];
  const others = ['/w/a.json', '/w/a.yaml', '/w/a.bib.bak', '/w/bib', '/w/a.mdx', '/u/a.bib'];
  const host = hostOf(...libraries, ...notes, ...others);
  assert.deepEqual(await find(host, ['/v', '/w', '/w/x']), { libraries, notes });
});

test('what the settings exclude, with everything below it', async () => {
  const host = hostOf(
    ...['/w/a.bib', '/w/node_modules/x/b.bib', '/w/x/node_modules/c.bib', '/w/.git/d.bib'],
    ...['/w/.obsidian/e.bib', '/w/old/f.bib', '/w/x/old/g.bib', '/w/x/h.tmp.bib'],
  );
  assert.deepEqual((await find(host, ['/w'])).libraries, [
    ...['/w/.obsidian/e.bib', '/w/a.bib', '/w/old/f.bib', '/w/x/h.tmp.bib', '/w/x/old/g.bib'],
  ]);
  const excludes = ['old', '**/*.tmp.bib'];
  assert.deepEqual((await find(host, ['/w'], excludes)).libraries, [
    ...['/w/.obsidian/e.bib', '/w/a.bib', '/w/x/old/g.bib'],
  ]);
});

test('a folder that cannot be read is told, and the others are searched', async () => {
  const host = hostOf('/v/a.bib', '/w/b.bib');
  host.fail('/v', 'locked');
  const told: string[] = [];
  const report = (folder: string, reason: string) => void told.push(`${folder}|${reason}`);
  const { libraries } = await findWorkspaceFiles(host.files, ['/v', '/w'], [], report);
  assert.deepEqual(libraries, ['/w/b.bib']);
  assert.deepEqual(told, ['/v|/v: locked']);
});

test('a pattern that stands for too many excludes nothing, which is told', async () => {
  const told: string[] = [];
  const report = (glob: string) => void told.push(glob);
  const { files } = hostOf('/w/a.bib');
  const { libraries } = await findWorkspaceFiles(files, ['/w'], ['{a,b}'.repeat(9), 'b'], report);
  assert.deepEqual([libraries, told], [['/w/a.bib'], ['{a,b}'.repeat(9)]]);
});

test('the files of a setting: as they are named, or as they are found, no deeper than the glob reaches', async () => {
  const host = hostOf(
    '/w/a.bib',
    '/w/x/b.bib',
    '/w/x/y/c.bib',
    '/w/node_modules/d.bib',
    '/w/e.json',
  );
  const context = {
    paths: host.paths,
    roots: [{ path: '/w', name: 'w' }],
    home: host.home,
    variable: (name: string) => host.variable(name),
  };
  const asked: string[] = [];
  const files = {
    ...host.files,
    walk: (folders: readonly string[], options: Parameters<typeof host.files.walk>[1]) =>
      host.files.walk(folders, {
        ...options,
        isExcluded: (path) => {
          const isExcluded = options.isExcluded(path);
          if (!isExcluded) asked.push(path);
          return isExcluded;
        },
      }),
  };
  const found = async (text: string) => {
    const setting = readLibrarySetting(text, context);
    return (await findSettingFiles(files, setting, () => assert.fail())).paths;
  };
  assert.deepEqual(await found('none.bib'), ['/w/none.bib']);
  assert.deepEqual(await found('*.bib'), ['/w/a.bib']);
  assert.ok(!asked.includes('x/b.bib'));
  assert.deepEqual(await found('*/*.bib'), ['/w/x/b.bib']);
  assert.deepEqual(await found('**/*.{bib,json}'), [
    '/w/a.bib',
    '/w/e.json',
    '/w/x/b.bib',
    '/w/x/y/c.bib',
  ]);
  const problem = await findSettingFiles(files, readLibrarySetting('${x}/a', context), () =>
    assert.fail(),
  );
  assert.deepEqual(problem, { text: '${x}/a', paths: [], problem: 'unknownVariable' });
});

// Which libraries apply to a note, and why: on a drawn disk, for the note that stands on it.
import assert from 'node:assert/strict';
import { win32 } from 'node:path';
import { test } from 'node:test';
import { readMetadata } from '../../../server/src/core/library/metadata';
import { librariesFor } from '../../../server/src/core/library/scope';
import { check, diskOf, factsOf, NOTE, summary } from './drawnDisk';

const BASES: readonly (readonly [name: string, file: string])[] = [
  ['a.bib', 'w/notes/a.bib'],
  ['./a.bib', 'w/notes/a.bib'],
  ['../refs/a.bib', 'w/refs/a.bib'],
  ['refs/a.bib', 'w/notes/refs/a.bib'],
  ['refs/a.bib', 'w/refs/a.bib'],
  ['/abs/a.bib', 'abs/a.bib'],
  ['/refs/a.bib', 'w/refs/a.bib'],
  ['~/refs/a.bib', 'home/me/refs/a.bib'],
  ['a', 'w/notes/a.bib'],
  ['a.v2', 'w/notes/a.v2.bib'],
  ['a.json', 'w/notes/a.json'],
];
const SHAPES: readonly ((name: string) => string)[] = [
  (name) => `bibliography: ${name}`,
  (name) => `bibliography: "${name}"`,
  (name) => `bibliography: [${name}]`,
  (name) => `bibliography:\n  - ${name}`,
];

for (const [name, file] of BASES) {
  for (const shape of SHAPES) {
    test(`${JSON.stringify(shape(name))} is /${file} where that is there`, () =>
      check(`=== ${NOTE} ===\n---\n${shape(name)}\n---\n=== ${file} ===\n`, [`document /${file}`]));
  }
}

test('the folder of the note is first, then that of the project, then that of the workspace', () => {
  const note = `=== ${NOTE} ===\nbibliography: a.bib\n=== w/notes/_quarto.yml ===\n`;
  const inNotes = '=== w/notes/a.bib ===\n';
  check(`${note}${inNotes}=== w/a.bib ===\n`, ['document /w/notes/a.bib']);
  check(`${note}=== w/a.bib ===\n`, ['document /w/a.bib']);
  const deep = { notePath: '/w/notes/deep/note.md' };
  const deepNote = `=== w/notes/deep/note.md ===\nbibliography: a.bib\n=== w/notes/_quarto.yml ===\n`;
  check(`${deepNote}${inNotes}=== w/a.bib ===\n`, ['document /w/notes/a.bib'], deep);
});

test('settings apply besides, and instead of all that the workspace has', () => {
  const settings = [
    { text: '~/all.bib', paths: ['/home/me/all.bib'] },
    { text: 'x/*.bib', paths: ['/w/x/1.bib', '/w/x/2.bib'] },
    { text: 'here.bib', paths: ['/w/here.bib', '/v/here.bib'] },
    { text: 'none.bib', paths: ['/w/none.bib', '/v/none.bib'] },
    { text: 'none/*.bib', paths: [] },
    { text: '${x}/a.bib', paths: [], problem: 'unknownVariable' as const },
  ];
  const files = ['home/me/all', 'w/x/1', 'w/x/2', 'v/here', 'w/notes/n', 'w/other'];
  const disk = files.map((file) => `=== ${file}.bib ===\n`).join('');
  const ofSettings = [
    'setting /home/me/all.bib',
    'setting /w/x/1.bib',
    'setting /w/x/2.bib',
    'setting /v/here.bib',
    'setting /w/none.bib missing',
    'setting none/*.bib noMatch',
    'setting ${x}/a.bib unknownVariable',
  ];
  check(`=== ${NOTE} ===\n${disk}`, ofSettings, { settings });
  const named = `=== ${NOTE} ===\nbibliography: n.bib\n${disk}`;
  check(named, ['document /w/notes/n.bib', ...ofSettings], { settings });
});

test('where nothing is named, all of the workspace, the own folder first; two files of one name are two', () => {
  const options = { roots: ['/v', '/w'], workspaceLibraries: ['/v/a.bib', '/w/a.bib', '/w/b.bib'] };
  const near = ['workspace /w/a.bib', 'workspace /w/b.bib', 'workspace /v/a.bib'];
  check(`=== ${NOTE} ===\n`, near, options);
  const listed = ['workspace /v/a.bib', 'workspace /w/a.bib', 'workspace /w/b.bib'];
  check(`=== ${NOTE} ===\n`, listed, { ...options, notePath: undefined });
});

test('a note without a file finds what it names in the workspace folders', () =>
  check(`=== ${NOTE} ===\nbibliography: a.bib\n=== v/a.bib ===\n`, ['document /v/a.bib'], {
    notePath: undefined,
    roots: ['/w', '/v'],
  }));

test('a note outside of the workspace has its own project', () =>
  check(
    '=== home/me/x/note.md ===\n=== home/me/_quarto.yml ===\nbibliography: a.bib\n=== home/me/a.bib ===\n',
    ['project /home/me/a.bib'],
    { notePath: '/home/me/x/note.md' },
  ));

test('links: one file of two names applies once, as it is named first', () => {
  const realPathOf = (path: string) => (path === '/w/notes/link.bib' ? '/home/me/a.bib' : path);
  check(`=== ${NOTE} ===\nbibliography: [link.bib, ~/a.bib]\n`, ['document /w/notes/link.bib'], {
    realPathOf,
  });
});

const OUTSIDE = `=== ${NOTE} ===
bibliography: [/abs/a.bib, ../../x.bib, ~/h.bib, n.bib, /m.bib]
metadata-files: [/abs/more.yml]
=== w/_quarto.yml ===
bibliography: [/abs/p.bib]
=== abs/a.bib ===
=== abs/p.bib ===
=== abs/more.yml ===
=== x.bib ===
=== home/me/h.bib ===
=== w/notes/n.bib ===
=== w/m.bib ===
`;

test('in a workspace that is not trusted, nothing outside of it is asked for because a file names it', () => {
  const settings = [{ text: '~/s.bib', paths: ['/home/me/s.bib'] }];
  const facts = factsOf(diskOf(OUTSIDE), { isTrusted: false, settings });
  const { libraries, asked } = librariesFor(facts);
  assert.deepEqual(summary(libraries), [
    'document /abs/a.bib notTrusted',
    'document /x.bib notTrusted',
    'document /home/me/h.bib notTrusted',
    'document /w/notes/n.bib',
    'document /w/m.bib',
    'project /abs/p.bib notTrusted',
    'setting /home/me/s.bib missing',
  ]);
  const outside = [...asked.metadata, ...asked.libraries].filter((path) => !path.startsWith('/w/'));
  assert.deepEqual(outside, ['/home/me/s.bib'], 'only what the person has set');
  const trusted = librariesFor(factsOf(diskOf(OUTSIDE), {}));
  assert.deepEqual(
    trusted.libraries.filter(({ problem }) => problem !== undefined),
    [],
  );
});

test('a note outside of a workspace that is not trusted asks for nothing', () => {
  const facts = factsOf(new Map(), { isTrusted: false, notePath: '/home/me/note.md' });
  assert.deepEqual([...librariesFor(facts).asked.metadata], []);
});

test('what is not known yet counts as there; whatever the answer depends on is asked for', () => {
  const known = new Map<string, string | null>();
  const disk = diskOf(`=== ${NOTE} ===\nbibliography: a\n=== w/a.bib ===\n`);
  const facts = factsOf(disk, { realPathOf: (path) => known.get(path) });
  const steps: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { libraries, asked } = librariesFor(facts);
    steps.push(...summary(libraries));
    for (const path of asked.libraries) known.set(path, disk.has(path) ? path : null);
  }
  assert.deepEqual(steps, ['document /w/notes/a.bib', 'document /w/notes/a', 'document /w/a.bib']);
  const { metadata } = librariesFor(facts).asked;
  assert.ok(metadata.has('/w/notes/_metadata.yml') && metadata.has('/w/_quarto.yaml'));
});

test('Windows: drives in any case, backslashes, and paths from the root of the drive', () => {
  const there = ['c:\\W\\notes\\a.bib', 'D:\\refs\\b.bib', 'c:\\w\\m.bib', 'c:\\top.bib'];
  const isThere = (path: string) => there.some((one) => one.toLowerCase() === path.toLowerCase());
  const { libraries } = librariesFor({
    ...factsOf(new Map(), {}),
    paths: win32,
    notePath: 'c:\\w\\notes\\note.md',
    roots: ['C:\\W'],
    frontMatter: readMetadata(
      'bibliography: ["a.bib", "A.BIB", "D:\\\\refs\\\\b.bib", "..\\\\m.bib", "/m.bib", "/top.bib", "C:/none.bib"]',
    ),
    realPathOf: (path) => (isThere(path) ? path : null),
  });
  assert.deepEqual(summary(libraries), [
    'document c:\\w\\notes\\a.bib',
    'document D:\\refs\\b.bib',
    'document c:\\w\\m.bib',
    'document c:\\top.bib',
    'document C:\\none.bib missing',
  ]);
});

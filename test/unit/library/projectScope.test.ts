// What the YAML files of a project name for a note, and how that adds up with what the note names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { librariesFor } from '../../../server/src/core/library/scope';
import { check, diskOf, factsOf, NOTE } from './drawnDisk';

const PROJECTS: readonly (readonly [what: string, drawing: string, expected: readonly string[]])[] =
  [
    [
      'the project names one for notes that name none',
      `
        === ${NOTE} ===
        === w/_quarto.yml ===
        bibliography: a.bib
        === w/a.bib ===
      `,
      ['project /w/a.bib'],
    ],
    [
      'with the other ending of YAML, too',
      `
        === ${NOTE} ===
        === w/_quarto.yaml ===
        bibliography: a.bib
        === w/a.bib ===
      `,
      ['project /w/a.bib'],
    ],
    [
      'its paths go from its folder, else from the note',
      `
        === ${NOTE} ===
        === w/_quarto.yml ===
        bibliography: [a.bib, b.bib]
        === w/a.bib ===
        === w/notes/a.bib ===
        === w/notes/b.bib ===
      `,
      ['project /w/a.bib', 'project /w/notes/b.bib'],
    ],
    [
      'a folder speaks before the project',
      `
        === ${NOTE} ===
        === w/notes/_metadata.yml ===
        bibliography: n.bib
        === w/_quarto.yml ===
        bibliography: a.bib
        === w/notes/n.bib ===
        === w/a.bib ===
      `,
      ['project /w/notes/n.bib'],
    ],
    [
      'a list of the note adds to a name of the project',
      `
        === ${NOTE} ===
        bibliography: [n.bib]
        === w/_quarto.yml ===
        bibliography: a.bib
        === w/notes/n.bib ===
        === w/a.bib ===
      `,
      ['document /w/notes/n.bib', 'project /w/a.bib'],
    ],
    [
      'a name of the note adds to a list of the project',
      `
        === ${NOTE} ===
        bibliography: n.bib
        === w/_quarto.yml ===
        bibliography: [a.bib]
        === w/notes/n.bib ===
        === w/a.bib ===
      `,
      ['document /w/notes/n.bib', 'project /w/a.bib'],
    ],
    [
      'a name of the note takes the place of one of the project',
      `
        === ${NOTE} ===
        bibliography: n.bib
        === w/_quarto.yml ===
        bibliography: a.bib
        === w/notes/n.bib ===
        === w/a.bib ===
      `,
      ['document /w/notes/n.bib'],
    ],
    [
      'above the project nobody is asked',
      `
        === ${NOTE} ===
        === w/notes/_quarto.yml ===
        === w/_metadata.yml ===
        bibliography: a.bib
        === w/a.bib ===
      `,
      ['workspace /w/a.bib'],
    ],
    [
      "metadata in the project's folder is for the notes in it",
      `
        === ${NOTE} ===
        === w/_quarto.yml ===
        === w/_metadata.yml ===
        bibliography: a.bib
        === w/a.bib ===
        === w/b.bib ===
      `,
      ['workspace /w/a.bib', 'workspace /w/b.bib'],
    ],
    [
      'without a project, the metadata of folders up to the workspace counts',
      `
        === ${NOTE} ===
        === w/_metadata.yml ===
        bibliography: a.bib
        === w/a.bib ===
        === w/b.bib ===
      `,
      ['project /w/a.bib'],
    ],
    [
      'above the workspace nobody is asked',
      `
        === ${NOTE} ===
        === _quarto.yml ===
        bibliography: a.bib
        === a.bib ===
        === w/b.bib ===
      `,
      ['workspace /w/b.bib'],
    ],
    [
      'further files of a note and of a project stand above them',
      `
        === ${NOTE} ===
        metadata-files: [more.yml]
        bibliography: [n.bib]
        === w/notes/more.yml ===
        bibliography: m.bib
        === w/_quarto.yml ===
        metadata-files: [sub/p.yml, none.yml]
        bibliography: a.bib
        === w/sub/p.yml ===
        bibliography: b.bib
        === w/notes/n.bib ===
        === w/notes/m.bib ===
        === w/sub/b.bib ===
      `,
      ['project /w/notes/m.bib', 'document /w/notes/n.bib', 'project /w/sub/b.bib'],
    ],
    [
      'what cannot be read by itself is told',
      `
        === ${NOTE} ===
        bibliography: [none.bib, "https://x.org/a.bib", "\`r here('a.bib')\`", !expr x]
        === w/b.bib ===
      `,
      [
        'document /w/notes/none.bib missing',
        'document https://x.org/a.bib remote',
        "document `r here('a.bib')` computed",
        'document !expr x computed',
      ],
    ],
    [
      'addresses and code name no file: those of the workspace apply',
      `
        === ${NOTE} ===
        bibliography: [https://x.org/a.bib]
        === w/b.bib ===
      `,
      ['document https://x.org/a.bib remote', 'workspace /w/b.bib'],
    ],
    [
      'a missing name without ending is looked for as a library',
      `
        === ${NOTE} ===
        bibliography: none
      `,
      ['document /w/notes/none.bib missing'],
    ],
    [
      'a file that is named twice applies once',
      `
        === ${NOTE} ===
        bibliography: [a.bib, ./a.bib, a, ../notes/a.bib]
        === w/notes/a.bib ===
      `,
      ['document /w/notes/a.bib'],
    ],
  ];

for (const [what, drawing, expected] of PROJECTS) test(what, () => check(drawing, expected));

test('who names a library, and where', () => {
  const drawing = `=== ${NOTE} ===\nbibliography: [n.bib]\n=== w/_quarto.yml ===\nbibliography: [a.bib]\n`;
  const { libraries } = librariesFor(factsOf(diskOf(drawing), {}));
  assert.deepEqual(
    libraries.map(({ namedBy, span }) => [namedBy, span]),
    [
      [undefined, { start: 15, end: 20 }],
      ['/w/_quarto.yml', { start: 15, end: 20 }],
    ],
  );
});

test('metadata right beside the project counts for the notes right there', () =>
  check(
    '=== w/note.md ===\n=== w/_quarto.yml ===\n=== w/_metadata.yml ===\nbibliography: a.bib\n=== w/a.bib ===\n=== w/b.bib ===\n',
    ['project /w/a.bib'],
    { notePath: '/w/note.md' },
  ));

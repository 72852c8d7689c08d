// Owns disks that are drawn for one note, and what of them applies to it.
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { readMetadata } from '../../../server/src/core/library/metadata';
import {
  librariesFor,
  type ScopedLibrary,
  type ScopeFacts,
} from '../../../server/src/core/library/scope';
import { readFixtures } from '../../support/fixture';

/** The note for which libraries are asked, unless another is named. */
export const NOTE = 'w/notes/note.md';

/** The files of a drawing by path. Those of the workspace are in `w`. */
export function diskOf(drawing: string): Map<string, string> {
  return new Map(readFixtures(drawing).map(({ path, text }) => [`/${path}`, text]));
}

/** What is known of a note on that disk. */
export function factsOf(
  disk: ReadonlyMap<string, string>,
  options: Partial<ScopeFacts>,
): ScopeFacts {
  const notePath = 'notePath' in options ? options.notePath : `/${NOTE}`;
  const textOf = (path: string) => disk.get(path) ?? null;
  return {
    paths: posix,
    notePath,
    frontMatter: readMetadata(textOf(notePath ?? `/${NOTE}`) ?? ''),
    roots: ['/w'],
    home: '/home/me',
    profiles: [],
    isTrusted: true,
    settings: [],
    workspaceLibraries: [...disk.keys()].filter((path) => /^\/w.*\.bib$/.test(path)),
    metadataAt: (path) => {
      const text = textOf(path);
      return text === null ? null : readMetadata(text);
    },
    realPathOf: (path) => (disk.has(path) ? path : null),
    ...options,
  };
}

/** One line a library: its reason, its path, and what is wrong with it. */
export function summary(libraries: readonly ScopedLibrary[]): string[] {
  return libraries.map(({ path, reason, problem }) => [reason, path, problem].join(' ').trim());
}

/** For the note, these libraries apply. */
export function check(
  drawing: string,
  expected: readonly string[],
  options: Partial<ScopeFacts> = {},
): void {
  const disk = diskOf(drawing);
  assert.deepEqual(summary(librariesFor(factsOf(disk, options)).libraries), expected);
}

// Owns the search for files: libraries and notes of the workspace, and what globs of the settings match.
import type { LibrarySetting } from '../core/library/librarySetting';
import type { SettingFiles } from '../core/library/scope';
import { globMatcher, isTooComplex } from '../core/text/globs';
import type { FileSystem, WalkOptions } from './host';

const LIBRARY = /\.(?:bib|bibtex)$/i;
const NOTE = /\.(?:md|markdown|qmd|rmd)$/i;
/** Never entered, whatever the settings say: others' files, by the thousand, and the cards of a corpus. */
const NEVER = ['**/.git', '**/node_modules', '**/.paperlens'];

export function isNoteFile(path: string): boolean {
  return NOTE.test(path);
}

export interface WorkspaceFiles {
  readonly libraries: readonly string[];
  readonly notes: readonly string[];
}

/**
 * All of the workspace, but for what `excludes` match (`files.exclude`, `search.exclude`). Links to folders may lead out of
 * it: they are followed only on request.
 */
export async function findWorkspaceFiles(
  files: FileSystem,
  roots: readonly string[],
  excludes: readonly string[],
  report: WalkOptions['report'],
  followsLinks = false,
): Promise<WorkspaceFiles> {
  const isExcluded = globMatcher([...NEVER, ...excludes]);
  for (const glob of excludes.filter(isTooComplex)) report(glob, 'the pattern is too complex');
  const [libraries, notes]: [string[], string[]] = [[], []];
  for await (const path of files.walk(roots, { isExcluded, followsLinks, report })) {
    if (LIBRARY.test(path)) libraries.push(path);
    else if (isNoteFile(path)) notes.push(path);
  }
  return { libraries, notes };
}

/** The files of a setting. What no glob is, is not looked for: whether it is there shows when it is read. */
export async function findSettingFiles(
  files: FileSystem,
  { text, files: plain, globs, problem }: LibrarySetting,
  report: WalkOptions['report'],
): Promise<SettingFiles> {
  const isNever = globMatcher(NEVER);
  const paths = new Set(plain);
  for (const { folder, depth, matches } of globs) {
    const isExcluded = (path: string) => path.split('/').length > depth || isNever(path);
    // Who sets a glob means what it leads to.
    for await (const path of files.walk([folder], { isExcluded, followsLinks: true, report })) {
      if (matches(path)) paths.add(path);
    }
  }
  return { text, paths: [...paths], ...(problem && { problem }) };
}

// Owns glob patterns as VS Code knows them: `*`, `**`, `?`, `{a,b}`, `[ab]`, `[!ab]`; all else stands for itself.
import { braceExpand, Minimatch } from 'minimatch';
import type { Paths } from './paths';

/** Names that begin with a dot are no exception. */
const OPTIONS = { dot: true, nocomment: true, nonegate: true, noext: true };
const LONGEST = 1_000;
const MOST_ALTERNATIVES = 100;

const WILD = /[*?{[]/;

/** Braces multiply. No honest pattern stands for more than a hundred, or is that long. */
export function isTooComplex(glob: string): boolean {
  if (glob.length > LONGEST) return true;
  const alternatives = braceExpand(glob, { braceExpandMax: MOST_ALTERNATIVES + 1 });
  return alternatives.length > MOST_ALTERNATIVES;
}

/** Whether a path matches one of the globs, of which those that are too complex match nothing. Written with `/`. */
export function globMatcher(
  globs: readonly string[],
  ignoresCase = false,
): (path: string) => boolean {
  const matchers = globs
    .filter((glob) => glob !== '' && !isTooComplex(glob))
    .map((glob) => new Minimatch(glob, { ...OPTIONS, nocase: ignoresCase, platform: 'linux' }));
  return (path) => matchers.some((matcher) => matcher.match(path));
}

/** A glob at its place on a machine. */
export interface PlacedGlob {
  /** The innermost folder that holds whatever can match. */
  readonly folder: string;
  /** How many folders and names deep it can reach from there. */
  readonly depth: number;
  /** Of absolute paths. */
  readonly matches: (path: string) => boolean;
}

/** `pattern` as seen from `folder`, or undefined where it has no wildcard and so is the path of a file. */
export function placeGlob(paths: Paths, folder: string, pattern: string): PlacedGlob | undefined {
  const isWindows = paths.sep === '\\';
  const withSlashes = (path: string) => (isWindows ? path.replaceAll('\\', '/') : path);
  const whole = withSlashes(pattern);
  const wild = whole.search(WILD);
  if (wild < 0) return undefined;
  const plainEnd = whole.lastIndexOf('/', wild) + 1;
  const base = paths.resolve(folder, whole.slice(0, plainEnd));
  const glob = whole.slice(plainEnd);
  const matches = globMatcher([glob], isWindows);
  return {
    folder: base,
    depth: glob.includes('**') ? Infinity : glob.split('/').length,
    matches: (path) => matches(withSlashes(paths.relative(base, path))),
  };
}

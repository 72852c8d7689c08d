// Owns what an item of the setting `paperlens.libraries` means on this machine: paths and globs.
import { isTooComplex, placeGlob, type PlacedGlob } from '../text/globs';
import type { Paths } from '../text/paths';
import type { LibraryProblem } from './scope';

/** A workspace folder. */
export interface Root {
  readonly path: string;
  readonly name: string;
}

/** What the items of the setting may refer to. */
export interface SettingContext {
  readonly paths: Paths;
  /** The folders for which the setting holds. */
  readonly roots: readonly Root[];
  readonly home: string | undefined;
  /** A variable of the environment. */
  readonly variable: (name: string) => string | undefined;
}

export interface LibrarySetting {
  readonly text: string;
  /** Absolute. */
  readonly files: readonly string[];
  readonly globs: readonly PlacedGlob[];
  readonly problem?: LibraryProblem;
}

/** `~` or a variable at the beginning of a path. */
const BEGINNING = /^(~|\$\{[^}]*\})(?:[/\\]+|$)/;
const VARIABLE = /\$\{([^}]*)\}/g;

/**
 * Reads one item: a path or glob that begins with `~`, `${workspaceFolder}`, `${workspaceFolder:name}`,
 * `${userHome}` or `${env:NAME}`, or is absolute, or is looked for in every workspace folder.
 */
export function readLibrarySetting(text: string, context: SettingContext): LibrarySetting {
  const { paths, roots } = context;
  const none = { text, files: [], globs: [] };
  const [whole, beginning] = BEGINNING.exec(text) ?? [''];
  const folders =
    beginning === undefined ? roots.map(({ path }) => path) : valuesOf(beginning, context);
  const way = text.slice(whole.length).replace(VARIABLE, (variable) => {
    const [value] = valuesOf(variable, context);
    return value ?? variable;
  });
  if (way.search(VARIABLE) >= 0 || (beginning !== undefined && folders.length === 0)) {
    return { ...none, problem: 'unknownVariable' };
  }
  if (isTooComplex(way)) return { ...none, problem: 'tooComplex' };
  const from = paths.isAbsolute(way) ? [way] : folders;
  const globs = from
    .map((folder) => placeGlob(paths, folder, way))
    .filter((one) => one !== undefined);
  const files = globs.length > 0 ? [] : from.map((folder) => paths.resolve(folder, way));
  return { text, files, globs };
}

/** The folders that a variable stands for; none where it is unknown. */
function valuesOf(variable: string, { roots, home, variable: valueOf }: SettingContext): string[] {
  const name = variable.replace(/^\$\{|\}$/g, '');
  const [kind, argument] = [name.replace(/:.*/s, ''), /:(.*)/s.exec(name)?.[1]];
  const value = kind === 'env' && argument ? valueOf(argument) : undefined;
  switch (kind) {
    case '~':
    case 'userHome':
      return home === undefined ? [] : [home];
    case 'env':
      return value ? [value] : [];
    case 'workspaceFolder':
      return roots
        .filter((root) => argument === undefined || root.name === argument)
        .map(({ path }) => path);
    default:
      return [];
  }
}

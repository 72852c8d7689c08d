// Owns where a library may lie that YAML names: the paths that are tried, in order.
import type { Paths } from '../text/paths';

const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;
/** R Markdown: code between backticks, or behind the tag of an expression. */
const CODE = /^(?:`|!(?:expr|r)\b)/;
export const LIBRARY_ENDING = /\.(?:bib|bibtex|json|ya?ml|ris)$/i;

/** Why a name is no path, or undefined. */
export function whyNoPath(name: string): 'remote' | 'computed' | undefined {
  if (CODE.test(name)) return 'computed';
  return ADDRESS.test(name) ? 'remote' : undefined;
}

/**
 * Absolute paths for `name`, seen from each of `folders` in turn. `/refs.bib` is that file of the machine, else one of
 * the outer folders (Quarto). The ending `.bib` may be left out.
 */
export function placesOf(
  paths: Paths,
  name: string,
  folders: readonly string[],
  home: string | undefined,
): string[] {
  const inHome = /^~[/\\]/.test(name) ? home : undefined;
  const ways = [name, ...(/^[/\\](?![/\\])/.test(name) ? [name.slice(1)] : [])];
  const places =
    inHome === undefined
      ? ways.flatMap((way) => {
          const from = paths.isAbsolute(way) ? [folders[0] ?? way] : folders;
          return from.map((folder) => paths.resolve(folder, way));
        })
      : [paths.resolve(inHome, name.slice(2))];
  return [...new Set(places.flatMap((place) => withEnding(paths, place)))];
}

/** A name without an ending may be that of a folder: it comes second. */
function withEnding(paths: Paths, place: string): string[] {
  if (LIBRARY_ENDING.test(place)) return [place];
  const full = `${place}.bib`;
  return paths.extname(place) === '' ? [full, place] : [place, full];
}

// Owns which YAML files count for a note besides its own front matter, and how their bibliographies add up (Quarto).
import { foldersUp, type Paths } from '../text/paths';
import type { Metadata, NamedPath, ProjectProfiles } from './metadata';

/** What is known of a file: null where there is none, undefined where nobody has looked yet. */
export type LookUp<T> = (path: string) => T | null | undefined;

/** One text that speaks for a note. */
export interface MetadataLayer {
  /** Undefined for the note itself. */
  readonly path: string | undefined;
  /** From where its paths go. Undefined for a note without a file. */
  readonly folder: string | undefined;
  readonly metadata: Metadata;
}

export interface ProjectMetadata {
  /** Nearest first. */
  readonly layers: readonly MetadataLayer[];
  /** The folder of `_quarto.yml`. */
  readonly root: string | undefined;
}

const PROJECT_FILES = ['_quarto.yml', '_quarto.yaml'];
const FOLDER_FILES = ['_metadata.yml', '_metadata.yaml'];

/**
 * The files from the folder of a note up to that of `_quarto.yml`, or to `top`. That of the project's own folder
 * counts only for notes right in it. `profiles` are those that the environment names.
 */
export function projectMetadata(
  paths: Paths,
  noteFolder: string,
  top: string | undefined,
  metadataAt: LookUp<Metadata>,
  profiles: readonly string[],
): ProjectMetadata {
  const layers: MetadataLayer[] = [];
  const add = (folder: string, names: readonly string[]): boolean => {
    for (const name of names) {
      const path = paths.resolve(folder, name);
      const metadata = metadataAt(path);
      if (!metadata) continue;
      const layer = { path, folder, metadata };
      layers.push(...includedIn(paths, layer, metadataAt), layer);
      return true;
    }
    return false;
  };
  for (const folder of foldersUp(paths, noteFolder, top)) {
    const before = layers.length;
    if (add(folder, PROJECT_FILES)) {
      const ofProject = layers.splice(before);
      for (const names of profileFiles(ofProject.at(-1)?.metadata.profiles, profiles)) {
        if (add(folder, names)) ofProject.unshift(...layers.splice(before));
      }
      if (folder === noteFolder) add(folder, FOLDER_FILES);
      layers.push(...ofProject);
      return { layers, root: folder };
    }
    add(folder, FOLDER_FILES);
  }
  return { layers, root: undefined };
}

/** By their names with either ending, those that stand above others last. */
function profileFiles(own: ProjectProfiles | undefined, named: readonly string[]): string[][] {
  const active = new Set(named.length > 0 ? named : own?.usual);
  for (const group of own?.groups ?? []) {
    const [first] = group;
    if (first !== undefined && !group.some((one) => active.has(one))) active.add(first);
  }
  return [...active].map((name) => [`_quarto-${name}.yml`, `_quarto-${name}.yaml`]).reverse();
}

/** What `metadata-files` names. It stands above the file that names it, and is not asked for further files. */
export function includedIn(
  paths: Paths,
  { folder, metadata }: MetadataLayer,
  metadataAt: LookUp<Metadata>,
): MetadataLayer[] {
  if (folder === undefined) return [];
  return metadata.metadataFiles.flatMap((named) => {
    const path = paths.resolve(folder, named.path);
    const included = metadataAt(path);
    return included ? [{ path, folder: paths.dirname(path), metadata: included }] : [];
  });
}

/** A bibliography and the text that names it. */
export interface NamedBibliography {
  readonly named: NamedPath;
  readonly by: MetadataLayer;
}

/** Lists add up; where two texts name one file each, the nearer one has its way. Nearest first. */
export function bibliographiesOf(layers: readonly MetadataLayer[]): NamedBibliography[] {
  let all: NamedBibliography[] = [];
  let isAddition = false;
  for (const by of [...layers].reverse()) {
    const own = by.metadata.bibliographies.map((named) => ({ named, by }));
    if (own.length === 0) continue;
    isAddition ||= by.metadata.isAddition;
    all = isAddition ? [...own, ...all] : own;
  }
  return all;
}

// Owns which libraries apply to a note, and why.
import { folderAround, isInside, pathKey, type Paths } from '../text/paths';
import type { Span } from '../text/span';
import { placesOf, whyNoPath } from './libraryPlaces';
import type { Metadata } from './metadata';
import {
  bibliographiesOf,
  includedIn,
  projectMetadata,
  type LookUp,
  type NamedBibliography,
} from './projectMetadata';

/** Who names a library: the note itself, a YAML file above it, a setting, or nobody: then all of the workspace. */
export type LibraryReason = 'document' | 'project' | 'setting' | 'workspace';

export type LibraryProblem =
  /** There is no such file. */
  | 'missing'
  /** A glob of the settings that matches no file. */
  | 'noMatch'
  /** A variable of the settings that is not known, or has no value. */
  | 'unknownVariable'
  /** A glob that stands for more than is searched for. */
  | 'tooComplex'
  /** The file lies outside of a workspace that is not trusted. */
  | 'notTrusted'
  /** It is an address: nothing is fetched. */
  | 'remote'
  /** It is code (R Markdown): nothing is run. */
  | 'computed';

export interface ScopedLibrary {
  /** Absolute. As it is written, where it is the path of no file. */
  readonly path: string;
  readonly reason: LibraryReason;
  /** The path of the YAML file or the text of the setting that names it; undefined for the note itself. */
  readonly namedBy?: string | undefined;
  /** Where it is named: in the note, or in the YAML file. */
  readonly span?: Span;
  readonly problem?: LibraryProblem;
}

/** A setting with the files that were found for it. */
export interface SettingFiles {
  readonly text: string;
  readonly paths: readonly string[];
  readonly problem?: LibraryProblem;
}

export interface ScopeFacts {
  readonly paths: Paths;
  /** Undefined for a note that has no file yet. */
  readonly notePath: string | undefined;
  readonly frontMatter: Metadata | undefined;
  /** The workspace folders. */
  readonly roots: readonly string[];
  readonly home: string | undefined;
  /** Of a Quarto project, as the environment names them. */
  readonly profiles: readonly string[];
  readonly isTrusted: boolean;
  readonly settings: readonly SettingFiles[];
  /** The `.bib` files of the workspace. */
  readonly workspaceLibraries: readonly string[];
  readonly metadataAt: LookUp<Metadata>;
  /** The file that a path leads to, itself or over links. */
  readonly realPathOf: LookUp<string>;
}

export interface LibraryScope {
  /** The nearest first; each file once. */
  readonly libraries: readonly ScopedLibrary[];
  /** Paths on which the answer depends: once more becomes known of one of them, it may be another. */
  readonly asked: {
    readonly metadata: ReadonlySet<string>;
    readonly libraries: ReadonlySet<string>;
  };
}

interface Facts extends ScopeFacts {
  /** In a workspace that is not trusted, nothing outside of it is read because a file names it. */
  readonly mayRead: (path: string) => boolean;
}

/** Its time is that of the paths that are named, times the folders above the note. */
export function librariesFor(facts: ScopeFacts): LibraryScope {
  const { paths, roots, isTrusted } = facts;
  const asked = { metadata: new Set<string>(), libraries: new Set<string>() };
  const mayRead = (path: string) => isTrusted || folderAround(paths, roots, path) !== undefined;
  const metadataAt = (path: string) => {
    if (!mayRead(path)) return null;
    asked.metadata.add(path);
    return facts.metadataAt(path);
  };
  const realPathOf = (path: string) => {
    asked.libraries.add(path);
    return facts.realPathOf(path);
  };
  return { libraries: inOrder({ ...facts, mayRead, metadataAt, realPathOf }), asked };
}

function inOrder(facts: Facts): ScopedLibrary[] {
  const { paths, notePath, roots } = facts;
  const noteRoot = notePath === undefined ? undefined : folderAround(paths, roots, notePath);
  const named = [
    ...namedInYaml(facts, noteRoot),
    ...facts.settings.flatMap((one) => inSetting(facts, one)),
  ];
  const isNamed = named.some(({ problem }) => problem !== 'remote' && problem !== 'computed');
  const found = isNamed ? [] : ofWorkspace(facts, noteRoot);
  return eachOnce(facts, [...named, ...found]);
}

/** All of the workspace, those of the note's own folder of it first. */
function ofWorkspace(facts: Facts, noteRoot: string | undefined): ScopedLibrary[] {
  const [near, far]: [ScopedLibrary[], ScopedLibrary[]] = [[], []];
  for (const path of facts.workspaceLibraries) {
    const isNear = noteRoot !== undefined && isInside(facts.paths, noteRoot, path);
    (isNear ? near : far).push({ path, reason: 'workspace' });
  }
  return [...near, ...far];
}

/** What the note's front matter and the YAML files above it name. */
function namedInYaml(facts: Facts, noteRoot: string | undefined): ScopedLibrary[] {
  const { paths, notePath, frontMatter, roots, metadataAt } = facts;
  const folder = notePath === undefined ? undefined : paths.dirname(notePath);
  const note = frontMatter ? [{ path: undefined, folder, metadata: frontMatter }] : [];
  const project =
    folder === undefined
      ? undefined
      : projectMetadata(paths, folder, noteRoot, metadataAt, facts.profiles);
  const layers = [
    ...note.flatMap((layer) => [...includedIn(paths, layer, metadataAt), layer]),
    ...(project?.layers ?? []),
  ];
  const outer = [folder, project?.root, ...(noteRoot === undefined ? roots : [noteRoot])];
  return bibliographiesOf(layers).map((bibliography) =>
    placed(
      facts,
      bibliography,
      [bibliography.by.folder, ...outer].filter((one) => one !== undefined),
    ),
  );
}

/** The first of the places where there is such a file; the first of all where there is none. */
function placed(
  { paths, home, mayRead, realPathOf }: Facts,
  { named, by }: NamedBibliography,
  folders: readonly string[],
): ScopedLibrary {
  const library = (path: string, problem?: LibraryProblem): ScopedLibrary => ({
    path,
    reason: by.path === undefined ? 'document' : 'project',
    ...(by.path !== undefined && { namedBy: by.path }),
    span: { start: named.start, end: named.end },
    ...(problem && { problem }),
  });
  const reason = whyNoPath(named.path);
  if (reason) return library(named.path, reason);
  const places = placesOf(paths, named.path, folders, home);
  const found = places.find((place) => mayRead(place) && realPathOf(place) !== null);
  if (found !== undefined) return library(found);
  const withheld = places.find((place) => !mayRead(place));
  if (withheld !== undefined) return library(withheld, 'notTrusted');
  return library(places[0] ?? named.path, 'missing');
}

/** A file that is found twice, also under two names, is the one that was named first. */
function eachOnce(
  { paths, realPathOf }: Facts,
  libraries: readonly ScopedLibrary[],
): ScopedLibrary[] {
  const known = new Set<string>();
  return libraries.filter(({ path, problem }) => {
    const file = problem === undefined ? (realPathOf(path) ?? path) : path;
    const key = pathKey(paths, file);
    return !known.has(key) && known.add(key);
  });
}

function inSetting({ realPathOf }: Facts, { text, paths, problem }: SettingFiles): ScopedLibrary[] {
  const library = (path: string, fault: LibraryProblem | undefined): ScopedLibrary => ({
    path,
    reason: 'setting',
    namedBy: text,
    ...(fault && { problem: fault }),
  });
  // A path is looked for in every workspace folder: one that has it is enough.
  const there = paths.filter((path) => realPathOf(path) !== null);
  if (there.length > 0) return there.map((path) => library(path, undefined));
  return [
    paths[0] === undefined ? library(text, problem ?? 'noMatch') : library(paths[0], 'missing'),
  ];
}

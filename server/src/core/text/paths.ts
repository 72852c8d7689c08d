// Owns what core asks of the rules for paths, which differ from machine to machine.

/** The part of Node's `path` that core needs: a host gives the one of its system, tests give either. */
export interface Paths {
  readonly sep: string;
  /** `path` as seen from the absolute `folder`, without `.` and `..`. */
  resolve(folder: string, path: string): string;
  relative(from: string, to: string): string;
  dirname(path: string): string;
  extname(path: string): string;
  isAbsolute(path: string): boolean;
}

/** Whether `path` is `folder` or lies in it; both are absolute. */
export function isInside(paths: Paths, folder: string, path: string): boolean {
  const way = paths.relative(folder, path);
  return way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
}

/** The innermost of `folders` around `path`, if there is one. */
export function folderAround(
  paths: Paths,
  folders: readonly string[],
  path: string,
): string | undefined {
  const around = folders.filter((folder) => isInside(paths, folder, path));
  return around.reduce<string | undefined>(
    (inner, folder) => (inner !== undefined && inner.length > folder.length ? inner : folder),
    undefined,
  );
}

/** `folder` and those around it, innermost first, up to `top`; without it, up to the root of the disk. */
export function foldersUp(paths: Paths, folder: string, top: string | undefined): string[] {
  const folders = [folder];
  let [inner, outer] = [folder, paths.dirname(folder)];
  while (outer !== inner && (top === undefined || isInside(paths, top, outer))) {
    folders.push(outer);
    [inner, outer] = [outer, paths.dirname(outer)];
  }
  return folders;
}

/** The same for paths that Windows takes for one. */
export function pathKey(paths: Paths, path: string): string {
  return paths.sep === '\\' ? path.toLowerCase() : path;
}

/** The last name of a path of either system. */
export function lastName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

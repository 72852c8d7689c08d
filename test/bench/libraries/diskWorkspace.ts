// Owns a workspace over a folder of the disk, as the server has it, for measurements in this process.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeHost } from '../../../server/src/workspace/nodeHost';
import { Workspace } from '../../../server/src/workspace/workspace';

/** With the shipped papers alone. */
export async function newWorkspace(): Promise<Workspace> {
  const workspace = new Workspace(nodeHost(resolve('dist')));
  await workspace.load([]);
  return workspace;
}

/** Resolves when the libraries and the notes of the folder are read. */
export async function lookInto(workspace: Workspace, folder: string): Promise<Workspace> {
  const roots = [{ path: folder, name: folder }];
  await workspace.configureLibraries({ roots, settings: [], excludes: [], isTrusted: true });
  await workspace.librariesRead();
  await workspace.allNotesRead;
  return workspace;
}

/** The address of a note in the folder, whether or not it is there. */
export function noteIn(folder: string, name: string): string {
  return pathToFileURL(join(folder, name)).href;
}

// Owns what every command is given, and how a command finds the paper it is about.
import * as vscode from 'vscode';
import type { MapPanel } from '../map/mapPanel';
import type { PaperServer } from '../paperServer';
import { keyOf } from '../views/treeModel';
import type { ThemesView } from '../views/themesView';
import type { MarkdownPages } from './markdownPages';
import { pickPaper } from './pickPaper';

export interface CommandContext {
  readonly server: PaperServer;
  readonly themes: ThemesView;
  readonly pages: MarkdownPages;
  readonly map: MapPanel;
  /** The folder with the pictures of methods. */
  readonly pictures: vscode.Uri;
  readonly restart: () => Promise<void>;
  readonly showLog: () => void;
}

/** The paper under the cursor of the active editor, if there is one. */
async function keyAtCursor(server: PaperServer): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const position = editor.selection.active;
  return (await server.paperAt({ uri: editor.document.uri.toString(), position })) ?? undefined;
}

/** The paper that is meant: by the argument, by the cursor, or chosen. Undefined: the person left. */
export async function choosePaper(
  context: CommandContext,
  argument: unknown,
  placeholder: string,
): Promise<string | undefined> {
  return (
    keyOf(argument) ??
    (await keyAtCursor(context.server)) ??
    (await pickPaper(context.server, placeholder))
  );
}

/** The paper that is meant, but the cursor says nothing: for commands that write at the cursor. */
export async function chooseNewPaper(
  context: CommandContext,
  argument: unknown,
  placeholder: string,
): Promise<string | undefined> {
  return keyOf(argument) ?? (await pickPaper(context.server, placeholder));
}

// Owns the commands that say what goes on: explain a document, show the log, restart.
import * as vscode from 'vscode';
import type { CommandContext } from './context';

export async function explainDocument({ server, pages }: CommandContext): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString() ?? '';
  await pages.show('What Paperlens knows', await server.explainDocument(uri));
}

export function showLog(context: CommandContext): void {
  context.showLog();
}

export async function restartServer(context: CommandContext): Promise<void> {
  await context.restart();
}

// Owns the commands that write into the editor: a citation or a method's code.
import * as vscode from 'vscode';
import type { MethodRow, Range } from '../../../server/src/protocol/messages';
import { isPlaced } from '../views/treeModel';
import { chooseNewPaper, type CommandContext } from './context';

const NO_EDITOR = 'Open a note or a Python file first: the text is put at its cursor.';

export async function insertCitation(context: CommandContext, argument?: unknown): Promise<void> {
  const editor = writableEditor();
  if (!editor) return tell(NO_EDITOR);
  const key = await chooseNewPaper(context, argument, 'Choose a paper to cite');
  if (key === undefined) return;
  const { document, selection } = editor;
  const uri = document.uri.toString();
  const edit = await context.server.citation({ uri, position: selection.active, key });
  if (!edit) return tell(`@${key} could not be inserted; see the log of Paperlens.`);
  if (edit.version !== null && edit.version !== document.version)
    return tell('The document changed meanwhile: nothing was inserted.');
  await editor.edit((builder) => builder.replace(toRange(edit.range), edit.newText));
  await vscode.window.showTextDocument(document, {
    viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active,
    preserveFocus: false,
  });
}

export async function insertSnippet(context: CommandContext, argument?: unknown): Promise<void> {
  const editor = writableEditor();
  if (!editor) return tell(NO_EDITOR);
  const id = typeof argument === 'string' ? argument : await chooseMethod(context, argument);
  if (id === undefined) return;
  const { document, selection, viewColumn } = editor;
  const uri = document.uri.toString();
  const found = await context.server.snippet({ uri, position: selection.active, id });
  if (!found) return tell('The code was not inserted: Paperlens does not read this document.');
  if (found.version !== document.version)
    return tell('The document changed meanwhile: nothing was inserted.');
  await vscode.window.showTextDocument(document, viewColumn ?? vscode.ViewColumn.Active);
  const edit = new vscode.WorkspaceEdit();
  const { snippet, imports } = found;
  edit.set(document.uri, [
    ...imports.map(({ range, newText }) => vscode.TextEdit.replace(toRange(range), newText)),
    new vscode.SnippetTextEdit(toRange(snippet.range), new vscode.SnippetString(snippet.newText)),
  ]);
  if (!(await vscode.workspace.applyEdit(edit))) await tell('The editor refused the code.');
}

function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** The methods of the paper at hand; of all papers, where there is none. One is taken without asking. */
async function chooseMethod(
  context: CommandContext,
  argument?: unknown,
): Promise<string | undefined> {
  const node = isPlaced(argument) ? argument.node : undefined;
  const paper = node?.kind === 'paper' ? node : undefined;
  if (paper?.methods.length === 1) return paper.methods[0]?.id;
  const ids = new Set(paper?.methods.map((method) => method.id));
  const methods = (await context.server.methods()).filter((method) => !paper || ids.has(method.id));
  const picked = await vscode.window.showQuickPick(methods.map(toItem), {
    placeHolder: 'Choose a method to insert as code',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.id;
}

function toItem({ id, name, initialises, fidelity, paperKey }: MethodRow) {
  return { id, label: name, description: `@${paperKey}`, detail: `${initialises} · ${fidelity}` };
}

function writableEditor(): vscode.TextEditor | undefined {
  return (
    vscode.window.activeTextEditor ??
    vscode.window.visibleTextEditors.find((editor) => editor.document.uri.scheme !== 'output')
  );
}

async function tell(sentence: string): Promise<void> {
  await vscode.window.showInformationMessage(sentence);
}

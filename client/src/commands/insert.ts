// Owns the commands that write into the editor: a citation or a method's code.
import * as vscode from 'vscode';
import type { MethodRow } from '../../../server/src/protocol/messages';
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
  const { start, end } = edit.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  await editor.edit((builder) => builder.replace(range, edit.newText));
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
  const snippet = await context.server.snippet({ id, uri: editor.document.uri.toString() });
  if (snippet === null) return tell(`No method "${id}" is known.`);
  const { document, viewColumn } = editor;
  const shown = await vscode.window.showTextDocument(
    document,
    viewColumn ?? vscode.ViewColumn.Active,
  );
  const place = placeForCode(shown);
  await shown.insertSnippet(
    new vscode.SnippetString(place.before + snippet + place.after),
    place.position,
  );
}

/** In a note, code stands in a fence of its own, unless the cursor is in one already. */
function placeForCode(editor: vscode.TextEditor): {
  before: string;
  after: string;
  position: vscode.Position;
} {
  const { document, selection } = editor;
  const isNote = document.languageId !== 'python';
  if (!isNote || isInsideFence(document, selection.active.line))
    return { before: '', after: '', position: selection.active };
  const line = document.lineAt(selection.active.line);
  const before = line.isEmptyOrWhitespace ? '' : '\n\n';
  return { before: `${before}\`\`\`python\n`, after: '\n```\n', position: line.range.end };
}

function isInsideFence(document: vscode.TextDocument, line: number): boolean {
  let open = false;
  for (let i = 0; i < line; i++) if (/^\s*(?:```|~~~)/.test(document.lineAt(i).text)) open = !open;
  return open;
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

// Owns the documents that the suite writes in, and waiting for what the editor does in its own time.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

const EXTENSION_ID = 'paperlens.paperlens';
const PATIENCE_MS = 15_000;

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION_ID);
  assert(found, `${EXTENSION_ID} is not installed`);
  return found;
}

/** Opens an untitled document with the cursor where `<|>` stands in its text. */
export async function openWith(marked: string, language = 'markdown'): Promise<vscode.TextEditor> {
  const at = marked.indexOf('<|>');
  const content = marked.replace('<|>', '');
  // Right after another untitled document was closed, VS Code may hand out that one, with its old text.
  const document = await eventually(
    'a new document',
    () => vscode.workspace.openTextDocument({ language, content }),
    (opened) => opened.getText() === content && opened.languageId === language,
  );
  const editor = await vscode.window.showTextDocument(document);
  const cursor = document.positionAt(at < 0 ? content.length : at);
  editor.selection = new vscode.Selection(cursor, cursor);
  return editor;
}

export async function uriOf(name: string): Promise<vscode.Uri> {
  const [file] = await vscode.workspace.findFiles(name);
  assert(file, `${name} is not in the workspace`);
  return file;
}

/** Opens a file of the workspace. */
export async function openNote(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await uriOf(name));
}

/** Opens a file of the workspace with the cursor where `<|>` stands in the first place of `marked`. */
export async function openAt(name: string, marked: string): Promise<vscode.TextEditor> {
  const editor = await openNote(name);
  const start = editor.document.getText().indexOf(marked.replace('<|>', ''));
  assert(start >= 0, `${name} does not hold ${marked}`);
  const cursor = editor.document.positionAt(start + marked.indexOf('<|>'));
  editor.selection = new vscode.Selection(cursor, cursor);
  return editor;
}

/** Asks until the answer satisfies, and gives it; fails with `what` when patience is out. */
export async function eventually<T>(
  what: string,
  ask: () => T | PromiseLike<T>,
  isGood: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (Date.now() > deadline)
      assert.fail(`${what}; the last answer was ${JSON.stringify(answer)}`);
    // The editor has no event for this: a short pause between two looks, bounded by the deadline.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Nothing that was written stays, neither in what is shown nor in a file that an edit reached behind it. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

// Owns asking VS Code for what providers gave it, and telling the places of an answer in words.
import * as vscode from 'vscode';
import { eventually } from './notes';

/** The diagnostics of Paperlens for a document, once there are `count`, in their order. */
export async function problemsOf(uri: vscode.Uri, count: number): Promise<vscode.Diagnostic[]> {
  const found = await eventually(
    `${count} problems of ${uri.path}`,
    () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Paperlens'),
    (problems) => problems.length === count,
  );
  return found.sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** Of each problem its code, and the text that it underlines. */
export function codesOf(
  problems: readonly vscode.Diagnostic[],
  document: vscode.TextDocument,
): string[][] {
  return problems.map(({ code, range }) => [
    String(typeof code === 'object' ? code.value : code),
    document.getText(range),
  ]);
}

/** The hovers at the cursor, once one holds `wanted`. */
export function hoveredText(
  { document, selection }: vscode.TextEditor,
  wanted: string | RegExp,
): Promise<string> {
  return eventually(
    `a hover with ${wanted}`,
    async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        selection.active,
      );
      const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
      return contents.map(({ value }) => value).join('\n');
    },
    (text) => text.search(wanted) >= 0,
  );
}

/** Asks a provider until it answers with something. */
export function answersOf<T>(command: string, ...given: readonly unknown[]): Promise<T[]> {
  return eventually(
    `an answer of ${command}`,
    () => vscode.commands.executeCommand<T[]>(command, ...given),
    (found) => found.length > 0,
  );
}

/** The suggestions at the cursor, once there are any, the first `whole` of them with their cards. */
export async function suggestionsAt(
  { document, selection }: vscode.TextEditor,
  whole = 0,
): Promise<vscode.CompletionItem[]> {
  const { items } = await eventually(
    `suggestions in ${document.uri.path}`,
    () =>
      vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        selection.active,
        undefined,
        whole,
      ),
    (list) => list.items.length > 0,
  );
  return items;
}

export function actionsFor(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return answersOf(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** What stands at each place: `own.bib: noether1918invarianten`. */
export async function wordsAt(places: readonly vscode.Location[]): Promise<string[]> {
  const told = places.map(async ({ uri, range }) => {
    const document = await vscode.workspace.openTextDocument(uri);
    return `${uri.path.slice(uri.path.lastIndexOf('/') + 1)}: ${document.getText(range)}`;
  });
  return (await Promise.all(told)).sort();
}

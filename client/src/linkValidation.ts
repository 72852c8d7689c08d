// Owns the explanation of a complaint that is not ours: VS Code takes `[@key]` for a link without a target.
import * as vscode from 'vscode';

const CODE = 'link.no-such-reference';
const SILENCED = 'paperlens.linkValidationExplained';
const TURN_OFF = 'Turn Off for Reference Links';
const NEVER = "Don't Show Again";

/** Explains it once, where it first appears, and offers the setting that ends it in this workspace. */
export class LinkValidation implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #listener: vscode.Disposable;

  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!this.#state.get(SILENCED) && uris.some(isComplaintAboutCitation)) void this.#explain();
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #explain(): Promise<void> {
    // Before the question is answered, nobody wants to read it twice.
    await this.#state.update(SILENCED, true);
    const choice = await vscode.window.showInformationMessage(
      'VS Code\'s own check of Markdown links says "No link definition found" for citations such as [@key]. The citations are fine: the check does not know them, and no extension can take its message away.',
      TURN_OFF,
      NEVER,
    );
    if (choice === TURN_OFF) {
      await vscode.workspace
        .getConfiguration('markdown')
        .update('validate.referenceLinks.enabled', 'ignore', vscode.ConfigurationTarget.Workspace);
    }
  }
}

function isComplaintAboutCitation(uri: vscode.Uri): boolean {
  const document = vscode.workspace.textDocuments.find(
    (one) => one.uri.toString() === uri.toString(),
  );
  return vscode.languages.getDiagnostics(uri).some(({ code, range }) => {
    const id = typeof code === 'object' ? code.value : code;
    return id === CODE && document?.getText(range).includes('@') === true;
  });
}

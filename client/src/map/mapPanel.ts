// Owns the panel with the map of the field: one at most, which survives being hidden and a restart of VS Code.
import * as vscode from 'vscode';
import { COMMANDS, PANELS, type CommandId } from '../ids';
import type { PaperServer } from '../paperServer';
import type { PageMessage, PaperAction, RowsMessage } from './mapMessages';
import { mapPage } from './mapPage';

const COMMAND_OF: Readonly<Record<PaperAction, CommandId>> = {
  open: COMMANDS.showPaper,
  cite: COMMANDS.insertCitation,
  reveal: COMMANDS.revealInThemes,
};

export class MapPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #server: PaperServer;
  readonly #files: vscode.Uri;
  readonly #registrations: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  /** The document that a citation goes to when the map hides its editor. */
  #lastDocument: vscode.TextDocument | undefined;

  constructor(server: PaperServer, extensionUri: vscode.Uri) {
    this.#server = server;
    this.#files = vscode.Uri.joinPath(extensionUri, 'dist');
    this.#lastDocument = vscode.window.activeTextEditor?.document;
    this.#registrations = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(PANELS.map, this),
      vscode.workspace.onDidSaveTextDocument(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#lastDocument = editor.document;
      }),
    );
  }

  /** Beside a note that is being written, so that both are seen. */
  show(): void {
    if (this.#panel) return this.#panel.reveal();
    const { Active, Beside } = vscode.ViewColumn;
    const column = vscode.window.activeTextEditor ? Beside : Active;
    this.#adopt(vscode.window.createWebviewPanel(PANELS.map, 'Map of the Field', column));
  }

  /** VS Code gives back the panel that was open when it was closed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#adopt(panel);
    return Promise.resolve();
  }

  /** Shows the papers and their uses of this moment; does nothing while there is no map to be seen. */
  refresh(): void {
    if (this.#panel?.visible) void this.#sendRows();
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    const address = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#files, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [this.#files] };
    webview.onDidReceiveMessage((message: PageMessage) => this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    webview.html = mapPage({
      script: address('map.js'),
      style: address('map.css'),
      cspSource: webview.cspSource,
      nonce: crypto.randomUUID().replaceAll('-', ''),
    });
  }

  async #receive(message: PageMessage): Promise<void> {
    const { type } = message;
    if (type === 'ready') return this.#sendRows();
    if (!Object.hasOwn(COMMAND_OF, type) || typeof message.key !== 'string') return;
    if (type === 'cite') await this.#showLastDocument();
    await vscode.commands.executeCommand(COMMAND_OF[type], message.key);
    this.refresh();
  }

  async #sendRows(): Promise<void> {
    // The status item tells of a server that does not run; when it does, it sends its status, and rows follow.
    const rows = await this.#server.map().catch(() => undefined);
    const message: RowsMessage | undefined = rows && { type: 'rows', rows };
    if (message) await this.#panel?.webview.postMessage(message);
  }

  /** A citation is put into an editor: where none is seen, the last one comes back. */
  async #showLastDocument(): Promise<void> {
    const isSeen = vscode.window.visibleTextEditors.some(
      ({ document }) => document.uri.scheme !== 'output',
    );
    if (isSeen || !this.#lastDocument || this.#lastDocument.isClosed) return;
    await vscode.window.showTextDocument(this.#lastDocument);
  }
}

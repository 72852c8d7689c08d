// Owns the pages of papers and themes as documents with an address of their own: symbols and links lead to them.
import * as vscode from 'vscode';
import { PAPER_PAGES } from '../../../server/src/protocol/messages';
import type { PaperServer } from '../paperServer';

/** Shows the page of a paper in VS Code's own preview, which follows links to others and typesets formulas. */
export async function showPaperPage(key: string): Promise<void> {
  const { scheme, before, after } = PAPER_PAGES;
  const uri = vscode.Uri.from({ scheme, path: `${before}${key}${after}` });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

export class PaperPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #server: PaperServer;
  readonly #registrations: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();

  readonly onDidChange = this.#changed.event;

  constructor(server: PaperServer) {
    this.#server = server;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(PAPER_PAGES.scheme, this),
      server.onStatus(() => this.#refresh()),
    );
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    return (await this.#server.page(path)) ?? `No paper and no theme has this page: \`${path}\`\n`;
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }

  /** What is known of a paper may be another now: the pages that are open are asked for again. */
  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === PAPER_PAGES.scheme) this.#changed.fire(uri);
    }
  }
}

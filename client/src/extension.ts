// Owns the entry on Node: where the server's bundle is.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { activateWith } from './activate';
import { createLanguageClient } from './languageClient';

class Extension {
  #client: LanguageClient | undefined;

  activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel('Paperlens', { log: true });
    const crashes = new vscode.EventEmitter<void>();
    const server = context.asAbsolutePath('dist/server.js');
    this.#client = createLanguageClient(server, log, () => crashes.fire());
    context.subscriptions.push(crashes);
    activateWith(this.#client, log, context, crashes.event);
  }

  async deactivate(): Promise<void> {
    await this.#client?.stop();
  }
}

const extension = new Extension();

export const activate = (context: vscode.ExtensionContext): void => extension.activate(context);
export const deactivate = (): Promise<void> => extension.deactivate();

// Owns the entry on Node: where the server's bundle is.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { activateWith } from './activate';
import { createLanguageClient } from './languageClient';

class Extension {
  #client: LanguageClient | undefined;

  activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel('Paperlens', { log: true });
    this.#client = createLanguageClient(context.asAbsolutePath('dist/server.js'), log);
    activateWith(this.#client, log, context);
  }

  async deactivate(): Promise<void> {
    await this.#client?.stop();
  }
}

const extension = new Extension();

export const activate = (context: vscode.ExtensionContext): void => extension.activate(context);
export const deactivate = (): Promise<void> => extension.deactivate();

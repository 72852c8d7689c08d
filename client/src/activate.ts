// Owns the composition of the extension: the one list of what it consists of.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { CommandContext } from './commands/context';
import { MarkdownPages } from './commands/markdownPages';
import { registerCommands } from './commands/register';
import { PaperServer } from './paperServer';
import { StatusItem } from './views/statusItem';
import { ThemesView } from './views/themesView';

/** Starts everything; nothing waits for the server, so activation takes no longer for a large corpus. */
export function activateWith(
  client: LanguageClient,
  log: vscode.LogOutputChannel,
  context: vscode.ExtensionContext,
): void {
  const server = new PaperServer(client);
  const status = new StatusItem();
  const themes = new ThemesView(server, context.workspaceState);
  const pages = new MarkdownPages();
  const run = async (action: () => Promise<void>) => {
    try {
      await action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error(`The server did not start: ${reason}`);
      status.failed(reason);
    }
  };
  const commands: CommandContext = {
    server,
    themes,
    pages,
    pictures: vscode.Uri.joinPath(context.extensionUri, 'docs', 'pictures', 'methods'),
    restart: () => run(() => client.restart()),
    showLog: () => log.show(),
  };
  const onStatus = server.onStatus((loaded) => {
    status.loaded(loaded);
    themes.refresh();
  });
  context.subscriptions.push(status, themes, pages, registerCommands(commands), onStatus, log);
  void run(() => client.start());
}

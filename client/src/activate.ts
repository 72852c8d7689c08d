// Owns the composition of the extension: the one list of what it consists of.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { colourScheme } from './colourScheme';
import type { CommandContext } from './commands/context';
import { MarkdownPages } from './commands/markdownPages';
import { PaperPages } from './commands/paperPages';
import { registerCommands } from './commands/register';
import { LinkValidation } from './linkValidation';
import { MapPanel } from './map/mapPanel';
import { PaperServer } from './paperServer';
import { StatusItem } from './views/statusItem';
import { ThemesView } from './views/themesView';

/** Starts everything; nothing waits for the server, so activation takes no longer for a large corpus. */
export function activateWith(
  client: LanguageClient,
  log: vscode.LogOutputChannel,
  context: vscode.ExtensionContext,
  onGivenUp: vscode.Event<void>,
): void {
  const server = new PaperServer(client);
  const status = new StatusItem();
  const themes = new ThemesView(server, context.workspaceState);
  const pages = new MarkdownPages();
  const map = new MapPanel(server, context.extensionUri);
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
    map,
    pictures: vscode.Uri.joinPath(context.extensionUri, 'docs', 'pictures', 'methods'),
    restart: () => run(() => client.restart()),
    showLog: () => log.show(),
  };
  const givenUp = onGivenUp(() => tellGivenUp(status, commands));
  const onColours = vscode.window.onDidChangeActiveColorTheme(() => {
    // A server that does not run is told when it starts.
    server.setColourScheme(colourScheme()).catch(() => undefined);
    themes.refresh();
  });
  const onTrust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    // A server that does not run is told when it starts.
    server.trust().catch(() => undefined);
  });
  const onStatus = server.onStatus((loaded) => {
    status.loaded(loaded);
    themes.refresh();
    map.refresh();
  });
  context.subscriptions.push(
    server,
    status,
    themes,
    pages,
    new PaperPages(server),
    new LinkValidation(context.workspaceState),
    map,
    registerCommands(commands),
    onColours,
    onTrust,
    onStatus,
    givenUp,
    log,
  );
  void run(() => client.start());
}

/** The server has crashed too often to be started again by itself. */
async function tellGivenUp(
  status: StatusItem,
  { showLog, restart }: CommandContext,
): Promise<void> {
  const reason = 'The server of Paperlens crashed five times within three minutes.';
  status.failed(reason);
  const choice = await vscode.window.showErrorMessage(reason, 'Show Log', 'Restart');
  if (choice === 'Show Log') showLog();
  if (choice === 'Restart') await restart();
}

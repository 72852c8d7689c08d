// Owns the table of commands and its registration; a failing command says so, once, with a way to the log.
import * as vscode from 'vscode';
import type { Grouping } from '../../../server/src/protocol/messages';
import { COMMANDS, type CommandId } from '../ids';
import type { CommandContext } from './context';
import * as help from './help';
import * as insert from './insert';
import * as papers from './papers';
import { showPicture } from './pictures';
import { whichInit } from './whichInit';

type Handler = (context: CommandContext, argument?: unknown) => unknown;

const group =
  (by: Grouping): Handler =>
  (context) =>
    context.themes.group(by);

const HANDLERS: Readonly<Record<CommandId, Handler>> = {
  [COMMANDS.insertCitation]: insert.insertCitation,
  [COMMANDS.insertSnippet]: insert.insertSnippet,
  [COMMANDS.whichInit]: whichInit,
  [COMMANDS.showPicture]: showPicture,
  [COMMANDS.searchPapers]: papers.searchPapers,
  [COMMANDS.showPaper]: papers.showPaper,
  [COMMANDS.showMap]: ({ map }) => map.show(),
  [COMMANDS.revealInThemes]: papers.revealInThemes,
  [COMMANDS.copyKey]: papers.copyKey,
  [COMMANDS.copyBibtex]: papers.copyBibtex,
  [COMMANDS.openArxiv]: papers.openArxiv,
  [COMMANDS.findInNotes]: papers.findInNotes,
  [COMMANDS.filterThemes]: papers.filterThemes,
  [COMMANDS.clearFilter]: papers.clearFilter,
  [COMMANDS.groupByTheme]: group('theme'),
  [COMMANDS.groupByYear]: group('year'),
  [COMMANDS.groupByMethod]: group('method'),
  [COMMANDS.explainDocument]: help.explainDocument,
  [COMMANDS.showLog]: help.showLog,
  [COMMANDS.restartServer]: help.restartServer,
};

export function registerCommands(context: CommandContext): vscode.Disposable {
  const registrations = Object.entries(HANDLERS).map(([id, handle]) =>
    vscode.commands.registerCommand(id, async (argument?: unknown) => {
      try {
        await handle(context, argument);
      } catch (error) {
        await tellFailure(context, id, error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

async function tellFailure(context: CommandContext, id: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const choice = await vscode.window.showErrorMessage(
    `Paperlens could not do this (${id}): ${reason}`,
    'Show Log',
  );
  if (choice) context.showLog();
}

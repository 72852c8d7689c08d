// Owns the tests that each command of the manifest runs and does what its title says.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, extension, openNote, openWith } from './notes';

const KEY = 'mishkin2015all';

/** Runs a command that asks something, and leaves the question. */
async function runAndLeave(command: string): Promise<void> {
  const done = vscode.commands.executeCommand(command);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  await done;
}

const previewIsOpen = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some((tab) => tab.input instanceof vscode.TabInputWebview);

/** What to do with each command, and how to see that it worked. */
const CHECKS: Readonly<Record<string, () => Promise<void>>> = {
  'paperlens.insertCitation': async () => {
    const { document } = await openWith('As shown before <|>.');
    await vscode.commands.executeCommand('paperlens.insertCitation', KEY);
    assert.equal(document.getText(), `As shown before [@${KEY}].`);
  },
  'paperlens.insertSnippet': async () => {
    const { document } = await openWith('', 'python');
    await vscode.commands.executeCommand('paperlens.insertSnippet', 'hypercloning');
    assert.match(document.getText(), /\[@samragh2024scaling\]/);
  },
  'paperlens.whichInit': () => runAndLeave('paperlens.whichInit'),
  'paperlens.showPicture': async () => {
    await vscode.commands.executeCommand('paperlens.showPicture', 'growth');
    await eventually('a page', previewIsOpen, Boolean);
  },
  'paperlens.searchPapers': () => runAndLeave('paperlens.searchPapers'),
  'paperlens.showPaper': async () => {
    await vscode.commands.executeCommand('paperlens.showPaper', KEY);
    await eventually('a page', previewIsOpen, Boolean);
  },
  'paperlens.showMap': async () => {
    await vscode.commands.executeCommand('paperlens.showMap');
    await eventually('a page', previewIsOpen, Boolean);
  },
  'paperlens.revealInThemes': async () => {
    await vscode.commands.executeCommand('paperlens.revealInThemes', KEY);
  },
  'paperlens.copyKey': async () => {
    await vscode.commands.executeCommand('paperlens.copyKey', KEY);
    assert.equal(await vscode.env.clipboard.readText(), `@${KEY}`);
  },
  'paperlens.copyBibtex': async () => {
    await vscode.commands.executeCommand('paperlens.copyBibtex', KEY);
    assert.match(
      await vscode.env.clipboard.readText(),
      /^@inproceedings\{mishkin2015all,\n {2}title = /,
    );
  },
  // Opens the person's browser: run with a paper that has no arXiv id would need one; leaving the choice is what is safe.
  'paperlens.openArxiv': async () => {
    await openWith('No paper here.<|>');
    await runAndLeave('paperlens.openArxiv');
  },
  'paperlens.findInNotes': async () => {
    await vscode.commands.executeCommand('paperlens.findInNotes', KEY);
  },
  'paperlens.filterThemes': () => runAndLeave('paperlens.filterThemes'),
  'paperlens.clearFilter': async () => {
    await vscode.commands.executeCommand('paperlens.clearFilter');
  },
  'paperlens.groupByYear': async () => {
    await vscode.commands.executeCommand('paperlens.groupByYear');
  },
  'paperlens.groupByMethod': async () => {
    await vscode.commands.executeCommand('paperlens.groupByMethod');
  },
  'paperlens.groupByTheme': async () => {
    await vscode.commands.executeCommand('paperlens.groupByTheme');
  },
  'paperlens.explainDocument': async () => {
    await openNote('open-questions.md');
    await vscode.commands.executeCommand('paperlens.explainDocument');
    await eventually('a page', previewIsOpen, Boolean);
  },
  'paperlens.showLog': async () => {
    await vscode.commands.executeCommand('paperlens.showLog');
  },
  'paperlens.restartServer': async () => {
    await vscode.commands.executeCommand('paperlens.restartServer');
    const { document } = await openWith('See LS<|>UV.');
    const hovers = () =>
      vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(0, 5),
      );
    await eventually('a hover after the restart', hovers, (found) => found.length > 0);
  },
};

export function commandsSuite(): void {
  describe('commands', () => {
    afterEach(closeAll);

    it('are all tried here', () => {
      const manifest = extension().packageJSON as {
        contributes: { commands: { command: string }[] };
      };
      assert.deepEqual(
        Object.keys(CHECKS).sort(),
        manifest.contributes.commands.map(({ command }) => command).sort(),
      );
    });

    for (const [command, check] of Object.entries(CHECKS)) it(command, check);
  });
}

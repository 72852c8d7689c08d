// Owns the tests of the view "Themes" that need no screen; what it looks like is workbench.mjs's.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, openWith } from './notes';

export function treeSuite(): void {
  describe('tree', () => {
    afterEach(closeAll);

    it('copies the key of the paper that is selected in it', async () => {
      await openWith('We use LS<|>UV here.');
      await vscode.commands.executeCommand('paperlens.revealInThemes', 'mishkin2015all');
      await vscode.commands.executeCommand('paperlens.copyKey', 'mishkin2015all');
      const copied = await eventually(
        'the key',
        () => vscode.env.clipboard.readText(),
        (text) => text !== '',
      );
      assert.equal(copied, '@mishkin2015all');
    });
    it('shows a theme, whatever it is grouped by', async () => {
      await vscode.commands.executeCommand('paperlens.groupByYear');
      await vscode.commands.executeCommand('paperlens.revealInThemes', { theme: 'variance' });
    });
  });
}

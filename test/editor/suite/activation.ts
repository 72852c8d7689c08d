// Owns the tests of the extension's start.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, extension, openNote } from './notes';

export function activationSuite(): void {
  describe('activation', () => {
    after(closeAll);

    it('comes with the first note', async () => {
      await openNote('related-work.md');
      await extension().activate();
      assert.equal(extension().isActive, true);
    });

    it('brings every command of the manifest', async () => {
      const manifest = extension().packageJSON as {
        contributes: { commands: { command: string }[] };
      };
      const known = new Set(await vscode.commands.getCommands(true));
      const missing = manifest.contributes.commands.filter(({ command }) => !known.has(command));
      assert.deepEqual(missing, []);
    });
  });
}

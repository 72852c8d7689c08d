// Owns the tests of citation completion: what is offered, and what accepting it makes of the text.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, openWith } from './notes';

async function labels({ document, selection }: vscode.TextEditor): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    selection.active,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

/** Opens the list in the editor, accepts its first entry, and gives the text that results. */
async function accept(editor: vscode.TextEditor): Promise<string> {
  const before = editor.document.getText();
  await eventually(
    'the first suggestion is accepted',
    async () => {
      await vscode.commands.executeCommand('editor.action.triggerSuggest');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return editor.document.getText();
    },
    (text) => text !== before,
  );
  return editor.document.getText();
}

export function completionSuite(): void {
  describe('citation completion', () => {
    afterEach(closeAll);

    const queries = [
      '[@mish<|>]',
      '[@good init<|>]',
      '@matas<|>',
      '[see @lsuv<|>]',
      '[@mishkn<|>]',
      '-@unit-var<|>',
    ];
    for (const marked of queries) {
      it(`finds the paper from ${marked}`, async () => {
        const editor = await openWith(`As shown in ${marked}`);
        const found = await eventually(
          `suggestions for ${marked}`,
          () => labels(editor),
          (items) => items.length > 0,
        );
        assert.equal(found[0], 'mishkin2015all');
      });
    }

    const accepted = [
      { marked: 'See [@mish<|>].', text: 'See [@mishkin2015all].' },
      { marked: 'See [@mish<|>', text: 'See [@mishkin2015all]' },
      { marked: 'See @{mish<|>}', text: 'See @{mishkin2015all}' },
      { marked: 'See [@zhao2021zero;<|>]', text: 'See [@zhao2021zero; @' },
    ];
    for (const { marked, text } of accepted) {
      it(`makes ${JSON.stringify(text)} of ${JSON.stringify(marked)}`, async () => {
        assert((await accept(await openWith(marked))).startsWith(text));
      });
    }

    it('stays out of e-mail addresses and code', async () => {
      assert(!(await labels(await openWith('write to me@mish<|>'))).includes('mishkin2015all'));
      assert(!(await labels(await openWith('`@mish<|>`'))).includes('mishkin2015all'));
    });
  });
}

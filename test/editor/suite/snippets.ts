// Owns the tests of method snippets: in Python, in fenced Python of a note, and by command.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, openWith } from './notes';
import { hoveredText } from './providers';

async function insertByName(marked: string, language: string): Promise<string> {
  const { document, selection } = await openWith(marked, language);
  const list = await eventually(
    `a snippet for ${marked}`,
    () =>
      vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        selection.active,
      ),
    ({ items }) =>
      items.some(
        (item) =>
          item.insertText instanceof vscode.SnippetString && item.insertText.value.includes('[@'),
      ),
  );
  const item = list.items.find(
    ({ insertText }) =>
      insertText instanceof vscode.SnippetString && insertText.value.includes('[@'),
  );
  const range = item?.range instanceof vscode.Range ? item.range : item?.range?.inserting;
  await vscode.window.activeTextEditor?.insertSnippet(
    item?.insertText as vscode.SnippetString,
    range,
  );
  return document.getText();
}

export function snippetsSuite(): void {
  describe('snippets', () => {
    afterEach(closeAll);

    it('puts tested code with its citation into Python', async () => {
      const text = await insertByName('import torch\n\nlsuv<|>', 'python');
      assert.match(text, /# LSUV: Mishkin & Matas \(2015\), \[@mishkin2015all\]/);
      assert.match(text, /def lsuv_\(/);
      assert.equal(
        text.match(/^import torch$/gm)?.length,
        1,
        'an import that is there is not added again',
      );
    });

    it('answers to several words', async () => {
      assert.match(await insertByName('init zero<|>', 'python'), /\[@zhao2021zero\]/);
    });

    it('works in fenced Python of a note', async () => {
      const text = await insertByName('# Trying it\n\n```python\nmimetic<|>\n```\n', 'markdown');
      assert.match(text, /```python\n# Mimetic.*\[@trockman2023mimetic\]/);
    });

    it('puts missing imports to those of the file, in one step that can be undone', async () => {
      const before = 'import torch\nfrom torch import nn\n\nnet = nn.Sequential()\n<|>';
      const { document } = await openWith(before, 'python');
      await vscode.commands.executeCommand('paperlens.insertSnippet', 'lsuv');
      const text = await eventually(
        'the code',
        () => document.getText(),
        (found) => found.includes('def lsuv_'),
      );
      assert.match(text, /^import torch\nfrom torch import nn\nimport math\nimport warnings\n/);
      assert.match(text, /^from torch import Tensor$/m);
      assert.match(text, /^lsuv_\(net, batch\)$/m);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before.replace('<|>', ''));
    });

    it('tells of the methods behind a name that a library gives them', async () => {
      const text = 'from torch import nn\n\nnn.init.orthogonal<|>_(weight)\n';
      const card = await hoveredText(await openWith(text, 'python'), 'LSUV');
      assert.match(card, /Convolution Aware/);
    });

    it('puts a fence around code that a command inserts into prose', async () => {
      const { document } = await openWith('Trying LSUV:<|>');
      await vscode.commands.executeCommand('paperlens.insertSnippet', 'lsuv');
      const text = await eventually(
        'the snippet',
        () => document.getText(),
        (found) => found.includes('def lsuv_'),
      );
      assert.match(text, /^Trying LSUV:\n\n```python\n# LSUV/);
      assert.match(text, /\n```\n$/);
    });
  });
}

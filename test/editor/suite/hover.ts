// Owns the tests of the hover as VS Code gives it.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, openWith } from './notes';

interface Card {
  readonly text: string;
  readonly word: string;
}

/** Our card at the cursor, with the text that it belongs to. */
async function cardAtCursor(marked: string, language?: string): Promise<Card | undefined> {
  const { document, selection } = await openWith(marked, language);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    selection.active,
  );
  const ours = hovers
    .map((hover) => ({
      text: hover.contents.map((part) => (part as vscode.MarkdownString).value).join('\n'),
      range: hover.range,
    }))
    .find(({ text }) => text.includes('paperlens.copyKey'));
  return ours && { text: ours.text, word: document.getText(ours.range) };
}

const card = (marked: string) =>
  eventually(
    `a card for ${marked}`,
    () => cardAtCursor(marked),
    (found) => found !== undefined,
  );

export function hoverSuite(): void {
  describe('hover', () => {
    afterEach(closeAll);

    const cases = [
      { over: 'a name', marked: 'We use LS<|>UV here.', word: 'LSUV' },
      {
        over: 'a title across lines',
        marked: 'In *all you need\nis a go<|>od init* they show',
        word: 'all you need\nis a good init',
      },
      { over: 'a citation key', marked: 'see [@mishkin2015<|>all, p. 3]', word: '@mishkin2015all' },
      {
        over: 'an arXiv address',
        marked: 'at https://arxiv.org/pdf/1511.0<|>6422v7.pdf now',
        word: 'https://arxiv.org/pdf/1511.06422v7.pdf',
      },
    ];
    for (const { over, marked, word } of cases) {
      it(`shows the card over ${over}, exactly there`, async () => {
        const found = await card(marked);
        assert.equal(found?.word, word);
        assert.match(found?.text ?? '', /All you need is a good init/);
        assert.match(found?.text ?? '', /Dmytro Mishkin, Jiri Matas · 2015 · ICLR 2016/);
      });
    }

    it('leads to related papers and to themes', async () => {
      const found = await card('We use LS<|>UV here.');
      assert.match(found?.text ?? '', /\[Kumar 2017\]\(command:paperlens\.showPaper\?/);
      assert.match(found?.text ?? '', /\(command:paperlens\.revealInThemes\?%5B%7B%22theme%22/);
    });

    it('draws formulas, in the colours of VS Code', async () => {
      const found = await card('As [@zhang2023under<|>standing] shows.');
      assert.match(found?.text ?? '', /<img src="data:image\/svg\+xml;base64,/);
    });

    it('shows nothing over code, nor over a word that is only a word', async () => {
      await card('We use LS<|>UV here.');
      assert.equal(await cardAtCursor('We use `LS<|>UV` here.'), undefined);
      assert.equal(await cardAtCursor('The bo<|>ne is dry.'), undefined);
    });
  });
}

// Owns the tests of what VS Code shows of a .bib file.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, openAt, openNote, uriOf } from './notes';
import {
  actionsFor,
  answersOf,
  codesOf,
  hoveredText,
  problemsOf,
  suggestionsAt,
} from './providers';

const LIBRARY = 'thesis/own.bib';
const PARENT = '@proceedings{iclr2016, title = {ICLR}, year = 2016}\n';

const OFFERS = [
  {
    what: 'a type',
    marked: '@inpro<|>',
    label: 'inproceedings',
    beside: 'with author, title, booktitle, year',
  },
  {
    what: 'a field',
    marked: '@article{a,\n  jour<|>\n}',
    label: 'journal',
    beside: 'expected of @article',
  },
  {
    what: 'the key of another entry',
    marked: `${PARENT}@inproceedings{a,\n  crossref = {ic<|>}\n}`,
    label: 'iclr2016',
    beside: 'ICLR',
  },
  {
    what: 'a string',
    marked: '@string{nips = "Advances"}\n@article{a,\n  journal = ni<|>\n}',
    label: 'nips',
    beside: '"Advances"',
  },
];

/** Writes behind all that a library holds; the cursor is where `<|>` stands. */
async function writeInto(name: string, marked: string): Promise<vscode.TextEditor> {
  const editor = await openNote(name);
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  await editor.edit((edit) => edit.insert(end, marked.replace('<|>', '')));
  const cursor = editor.document.positionAt(editor.document.offsetAt(end) + marked.indexOf('<|>'));
  editor.selection = new vscode.Selection(cursor, cursor);
  return editor;
}

const HOVERS = [
  { over: 'a key', marked: '@article{hin<|>ton', text: /Geoffrey Hinton, .*in `own\.bib`/s },
  { over: 'a string', marked: 'journal = ni<|>ps', text: /Advances in Neural Information/ },
  { over: 'the key of the parent', marked: 'crossref = {ic<|>lr2016}', text: /4th International/ },
];

export function bibFilesSuite(): void {
  describe('a .bib file', () => {
    afterEach(closeAll);

    for (const { what, marked, label, beside } of OFFERS) {
      it(`is offered ${what}, and what it is`, async () => {
        const [first] = await suggestionsAt(await writeInto('thesis/faulty.bib', marked));
        assert.deepEqual(first?.label, { label, description: beside });
      });
    }

    for (const { over, marked, text } of HOVERS) {
      it(`explains ${over}`, async () => {
        await hoveredText(await openAt(LIBRARY, marked), text);
      });
    }

    it('has its entries and strings in the outline', async () => {
      const uri = await uriOf(LIBRARY);
      await openNote(LIBRARY);
      const symbols = await answersOf<vscode.DocumentSymbol>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      );
      assert.deepEqual(symbols.map(({ name, detail }) => `${name}: ${detail}`).slice(0, 3), [
        'nips: "Advances in Neural Information Processing Systems"',
        'iclr2016: 2016 · 4th International Conference on Learning Representations',
        'chen2016net2net: Chen · 2016 · Net2Net: Accelerating Learning via Knowledge Transfer',
      ]);
    });

    it('folds its entries', async () => {
      const uri = await uriOf('thesis/faulty.bib');
      await openNote('thesis/faulty.bib');
      const folds = await answersOf<vscode.FoldingRange>('vscode.executeFoldingRangeProvider', uri);
      assert.deepEqual(
        folds.map(({ start }) => start),
        [0, 6, 12],
      );
    });

    it('has its faults told where they are, and a double taken out', async () => {
      const { document } = await openNote('thesis/faulty.bib');
      const found = await problemsOf(document.uri, 2);
      assert.deepEqual(codesOf(found, document), [
        ['duplicate-key', 'fern2021roots'],
        ['incomplete-entry', 'lonely'],
      ]);
      assert(found[0]);
      const [first] = await actionsFor(document.uri, found[0].range);
      assert.equal(first?.title, 'Remove this entry of "fern2021roots"');
      assert(first.edit && (await vscode.workspace.applyEdit(first.edit)));
      assert.equal(document.getText().match(/@article/g)?.length, 1);
      const left = await problemsOf(document.uri, 1);
      assert.equal(left[0]?.message, '"lonely" has no title and no author and no year.');
    });
  });
}

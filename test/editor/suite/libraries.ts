// Owns the tests of what notes show of a person's own libraries, as VS Code gives it.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, openAt, openNote, openWith, uriOf } from './notes';
import {
  actionsFor,
  answersOf,
  codesOf,
  hoveredText,
  problemsOf,
  suggestionsAt,
  wordsAt,
} from './providers';

const CHAPTER = 'thesis/chapter.md';
const KNOWN = '[@hinton2015dist<|>illing]';

async function definitionOf(name: string, marked: string): Promise<string[]> {
  const { document, selection } = await openAt(name, marked);
  const places = await answersOf<vscode.Location | vscode.LocationLink>(
    'vscode.executeDefinitionProvider',
    document.uri,
    selection.active,
  );
  return wordsAt(
    places.map((place) =>
      place instanceof vscode.Location
        ? place
        : new vscode.Location(place.targetUri, place.targetSelectionRange ?? place.targetRange),
    ),
  );
}

export function librariesSuite(): void {
  describe('own libraries', () => {
    afterEach(closeAll);

    it('offers an entry with who, when and what', async () => {
      const [first] = await suggestionsAt(await openAt(CHAPTER, KNOWN), 1);
      assert.deepEqual(first?.label, {
        label: 'hinton2015distilling',
        description: 'Hinton, Vinyals & Dean 2015 · Distilling the Knowledge in a Neural Network',
      });
      const card = first?.documentation as vscode.MarkdownString;
      assert.match(card.value, /Distilling the Knowledge.*improve almost any algorithm/s);
    });

    it('shows the card of an entry, with its library', async () => {
      const card = await hoveredText(await openAt(CHAPTER, KNOWN), 'Hinton');
      assert.match(card, /Geoffrey Hinton, Oriol Vinyals, Jeff Dean · 2015 · Advances in Neural/);
      assert.match(card, /in `own\.bib`/);
    });

    it('tells of unknown keys, of a paper without entry and of a wrong year', async () => {
      const { document } = await openNote(CHAPTER);
      const found = await problemsOf(document.uri, 4);
      assert.deepEqual(codesOf(found, document), [
        ['mention-mismatch', '2016'],
        ['unknown-key', '@hinton2015destilling'],
        ['unknown-key', '@ghost2031nothing'],
        ['missing-entry', '@mishkin2015all'],
      ]);
    });

    it('changes an unknown key to the one that is meant', async () => {
      const { document } = await openNote(CHAPTER);
      const found = await problemsOf(document.uri, 4);
      const slip = found.find(({ message }) => message.includes('hinton2015destilling'));
      assert(slip);
      const [first] = await actionsFor(document.uri, slip.range);
      assert.equal(first?.title, 'Change to @hinton2015distilling');
      assert.equal(first.isPreferred, true);
      assert(first.edit && (await vscode.workspace.applyEdit(first.edit)));
      await eventually(
        'one unknown key less',
        () => vscode.languages.getDiagnostics(document.uri),
        (left) => left.length === 3,
      );
    });

    it('adds the entry of a shipped paper to the library', async () => {
      const { document } = await openNote(CHAPTER);
      const found = await problemsOf(document.uri, 4);
      const missing = found.find(({ message }) => message.includes('mishkin2015all'));
      assert(missing);
      const [first] = await actionsFor(document.uri, missing.range);
      assert.equal(first?.title, 'Add the entry to own.bib');
      assert(first.edit && (await vscode.workspace.applyEdit(first.edit)));
      const library = await openNote('thesis/own.bib');
      assert.match(library.document.getText(), /\}\n\n@inproceedings\{mishkin2015all,\n/);
      await eventually(
        'the note lacks it no more',
        () => vscode.languages.getDiagnostics(document.uri),
        (left) => left.length === 3,
      );
    });

    it('leads to the entry', async () => {
      const place = 'own.bib: hinton2015distilling';
      assert.deepEqual(await definitionOf(CHAPTER, KNOWN), [place]);
    });

    it('leads to an entry in the front matter of the note', async () => {
      const place = 'machines.md: turing1950computing';
      assert.deepEqual(await definitionOf('thesis/machines.md', '[@turing<|>1950'), [place]);
    });

    it('finds entries among the symbols of the workspace', async () => {
      const symbols = await answersOf<vscode.SymbolInformation>(
        'vscode.executeWorkspaceSymbolProvider',
        'noether invariante',
      );
      assert.deepEqual(await wordsAt(symbols.map(({ location }) => location)), [
        'own.bib: noether1918invarianten',
      ]);
    });

    it('serves a Quarto file that opens as plain text, and a library in CSL', async () => {
      const card = await hoveredText(
        await openAt('thesis/signals.qmd', '@shannon<|>1948'),
        'signals',
      );
      assert.equal(vscode.window.activeTextEditor?.document.languageId, 'plaintext');
      assert.match(card, /A Mathematical Theory of Communication.*in `signals\.json`/s);
      const found = await problemsOf(await uriOf('thesis/signals.qmd'), 1);
      assert.match(found[0]?.message ?? '', /No entry has the key "shanon1948mathematical"/);
    });

    it('leaves the views of a file alone that have an address of their own, such as a diff', async () => {
      const { document } = await openNote(CHAPTER);
      const view = vscode.workspace.registerTextDocumentContentProvider('view-of-note', {
        provideTextDocumentContent: () => document.getText(),
      });
      const copy = document.uri.with({ scheme: 'view-of-note' });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(copy));
      // Opened later, checked later: when this one has been told, the view would have been.
      const later = await openWith('---\nbibliography: none.bib\n---\n');
      await problemsOf(later.document.uri, 1);
      assert.deepEqual(vscode.languages.getDiagnostics(copy), []);
      view.dispose();
    });
  });
}

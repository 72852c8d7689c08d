// Owns the tests of what happens to a key everywhere it stands: found, renamed, highlighted, coloured, explained in place.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, openAt, openNote, openWith, uriOf } from './notes';
import { answersOf, wordsAt } from './providers';

const CHAPTER = 'thesis/chapter.md';
const KNOWN = '[@hinton2015dist<|>illing]';
const OLD = 'hinton2015distilling';

/** Asks a provider about the cursor until it answers with something. */
async function ask<T>(command: string, marked: string): Promise<T[]> {
  const { document, selection } = await openAt(CHAPTER, marked);
  return answersOf(command, document.uri, selection.active);
}

/** Sets a setting for the time of `work`. */
async function withSetting(name: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('paperlens');
  const { Workspace } = vscode.ConfigurationTarget;
  await settings.update(name, value, Workspace);
  try {
    await work();
  } finally {
    await settings.update(name, undefined, Workspace);
  }
}

async function lensesOf(uri: vscode.Uri): Promise<(string | undefined)[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
  );
  return lenses.map(({ command }) => command?.title);
}

async function hintsOf({ document }: vscode.TextEditor): Promise<string[]> {
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    new vscode.Range(0, 0, document.lineCount, 0),
  );
  return hints.map(({ label }) =>
    typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
  );
}

export function keysSuite(): void {
  describe('a key', () => {
    afterEach(closeAll);

    it('is found in all notes and in its library', async () => {
      const places = await ask<vscode.Location>('vscode.executeReferenceProvider', KNOWN);
      // VS Code's own Markdown takes `[@key]` for a link and finds that, with its `@`.
      const ours = (await wordsAt(places)).filter((words) => !words.includes('@'));
      assert.deepEqual(ours, [
        `chapter.md: ${OLD}`,
        `chapter.md: ${OLD}`,
        `own.bib: ${OLD}`,
        `report.Rmd: ${OLD}`,
      ]);
    });

    it('is renamed in all notes and in its library', async () => {
      const { document, selection } = await openAt(CHAPTER, KNOWN);
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        selection.active,
        'hinton2015knowledge',
      );
      const changed = edit
        .entries()
        .map(([uri, edits]) => [
          uri.path.slice(uri.path.lastIndexOf('/') + 1),
          edits.map(({ newText }) => newText),
        ]);
      assert.deepEqual(changed.sort(), [
        ['chapter.md', ['hinton2015knowledge', 'hinton2015knowledge']],
        ['own.bib', ['hinton2015knowledge']],
        ['report.Rmd', ['hinton2015knowledge']],
      ]);
    });

    it('of a shipped paper is not renamed, and the person is told why', async () => {
      // A note that names no library has all of the workspace, and there is one with this paper. Without
      // brackets, because in them VS Code's own Markdown renames a link instead.
      const note = '---\nbibliography: own.bib\n---\n\nSee @mishkin<|>2015all.';
      const { document, selection } = await openWith(note);
      await assert.rejects(
        Promise.resolve(
          vscode.commands.executeCommand(
            'vscode.executeDocumentRenameProvider',
            document.uri,
            selection.active,
            'mishkin2015init',
          ),
        ),
        /@mishkin2015all is the key of a corpus, not of one of your libraries/,
      );
    });

    it('is highlighted wherever the note has it', async () => {
      const found = await ask<vscode.DocumentHighlight>('vscode.executeDocumentHighlights', KNOWN);
      const lines = found.map(({ range }) => range.start.line);
      assert.deepEqual(lines, [9, 10]);
    });

    it('has the colour of a citation, an unknown one another', async () => {
      const uri = await uriOf(CHAPTER);
      await openNote(CHAPTER);
      const legend = await eventually(
        'colours',
        () =>
          vscode.commands.executeCommand<vscode.SemanticTokensLegend | undefined>(
            'vscode.provideDocumentSemanticTokensLegend',
            uri,
          ),
        Boolean,
      );
      const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        'vscode.provideDocumentSemanticTokens',
        uri,
      );
      assert.deepEqual(legend?.tokenTypes, ['citation']);
      assert.deepEqual(legend?.tokenModifiers, ['unknown']);
      // Of the five numbers of a token the last is its modifiers.
      const modifiers = [...tokens.data].filter((_, at) => at % 5 === 4);
      assert.deepEqual(modifiers, [0, 0, 0, 1, 1, 0]);
    });

    it('has authors and year behind it, as dense as is wanted', async () => {
      const editor = await openNote(CHAPTER);
      const names = ['Chen, Goodfellow & Shlens 2016', 'Mishkin & Matas 2015'];
      const hinton = 'Hinton, Vinyals & Dean 2015';
      const isThere = (found: string[]) => found.length === 4;
      const hints = await eventually('hints', () => hintsOf(editor), isThere);
      assert.deepEqual(hints, [names[0], hinton, hinton, names[1]]);
      await withSetting('inlayHints.citations', 'off', async () => {
        await eventually(
          'no hints',
          () => hintsOf(editor),
          (left) => left.length === 0,
        );
      });
    });

    it('is counted over the headings, where that is wanted', async () => {
      const uri = await uriOf(CHAPTER);
      await openNote(CHAPTER);
      assert.deepEqual(await lensesOf(uri), []);
      await withSetting('codeLens.headings', true, async () => {
        const lenses = await eventually(
          'lenses',
          () => lensesOf(uri),
          (found) => found.length > 0,
        );
        assert.deepEqual(lenses, ['2 works cited', '3 works cited, 2 of them unknown']);
      });
    });

    it('is not needed for a link: an arXiv id leads to its page', async () => {
      const uri = await uriOf(CHAPTER);
      await openNote(CHAPTER);
      const links = await answersOf<vscode.DocumentLink>('vscode.executeLinkProvider', uri);
      assert.deepEqual(
        links.map(({ target }) => target?.toString()),
        ['https://arxiv.org/abs/1503.02531'],
      );
    });
  });
}

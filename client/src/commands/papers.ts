// Owns the commands about one paper: show, copy, open, find, reveal.
import * as vscode from 'vscode';
import { VIEWS } from '../ids';
import { themeOf } from '../views/treeModel';
import { choosePaper, type CommandContext } from './context';
import { showPaperPage } from './paperPages';
import { pickPaper } from './pickPaper';

export async function searchPapers(context: CommandContext): Promise<void> {
  const key = await pickPaper(
    context.server,
    'Search papers by title, author, year, method or topic',
  );
  if (key !== undefined) await showPaper(context, key);
}

export async function showPaper(context: CommandContext, argument?: unknown): Promise<void> {
  const key = await choosePaper(context, argument, 'Choose a paper to show');
  if (key !== undefined) await showPaperPage(key);
}

export async function copyKey(context: CommandContext, argument?: unknown): Promise<void> {
  const key = await choosePaper(context, argument, 'Choose a paper to copy its key');
  if (key !== undefined) await copy(`@${key}`, `@${key}`);
}

export async function copyBibtex(context: CommandContext, argument?: unknown): Promise<void> {
  const key = await choosePaper(context, argument, 'Choose a paper to copy its BibTeX entry');
  const paper = key === undefined ? undefined : await context.server.paper(key);
  if (paper) await copy(paper.bibtex, `the BibTeX entry of @${paper.key}`);
}

async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`Copied ${what}`, 3_000);
}

export async function openArxiv(context: CommandContext, argument?: unknown): Promise<void> {
  const key = await choosePaper(context, argument, 'Choose a paper to open on arXiv');
  const paper = key === undefined ? undefined : await context.server.paper(key);
  if (!paper) return;
  if (paper.arxivUrl) await vscode.env.openExternal(vscode.Uri.parse(paper.arxivUrl));
  else await vscode.window.showInformationMessage(`No arXiv id is known of "${paper.title}".`);
}

/** Opens VS Code's own search over the notes: it is kept well, and its results stay. */
export async function findInNotes(context: CommandContext, argument?: unknown): Promise<void> {
  const key = await choosePaper(context, argument, 'Choose a paper to find in your notes');
  const paper = key === undefined ? undefined : await context.server.paper(key);
  if (!paper) return;
  await vscode.commands.executeCommand('workbench.action.findInFiles', {
    query: paper.searchPattern,
    isRegex: true,
    isCaseSensitive: false,
    triggerSearch: true,
    filesToInclude: '*.md, *.markdown, *.qmd, *.Rmd',
  });
}

/** The argument may also name a theme, as links in cards do. */
export async function revealInThemes(context: CommandContext, argument?: unknown): Promise<void> {
  const theme = themeOf(argument);
  if (theme !== undefined) return revealTheme(context, theme);
  const key = await choosePaper(context, argument, 'Choose a paper to show in the tree');
  if (key === undefined) return;
  await vscode.commands.executeCommand(`${VIEWS.themes}.focus`);
  if (!(await context.themes.reveal(key))) {
    await vscode.window.showInformationMessage(`@${key} stands in no group of the tree.`);
  }
}

async function revealTheme({ themes }: CommandContext, theme: string): Promise<void> {
  await vscode.commands.executeCommand(`${VIEWS.themes}.focus`);
  if (!(await themes.revealTheme(theme))) {
    await vscode.window.showInformationMessage(`No paper stands under the theme "${theme}".`);
  }
}

/** Lets the person type words and see the tree shrink with each letter; Escape restores it. */
export async function filterThemes(context: CommandContext): Promise<void> {
  const { themes } = context;
  const before = themes.filter;
  await vscode.commands.executeCommand(`${VIEWS.themes}.focus`);
  const input = vscode.window.createInputBox();
  input.title = 'Filter papers';
  input.placeholder = 'Words of a title, author, year, method or topic';
  input.value = before;
  let accepted = false;
  input.onDidChangeValue((words) => themes.setFilter(words));
  input.onDidAccept(() => {
    accepted = true;
    input.hide();
  });
  await new Promise<void>((resolve) => {
    input.onDidHide(() => resolve());
    input.show();
  });
  input.dispose();
  if (!accepted) themes.setFilter(before);
}

export function clearFilter(context: CommandContext): void {
  context.themes.setFilter('');
}

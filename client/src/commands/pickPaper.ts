// Owns the Quick Pick over papers: the server ranks as the person types.
import * as vscode from 'vscode';
import type { FoundPaper } from '../../../server/src/protocol/messages';
import type { PaperServer } from '../paperServer';

const LIMIT = 50;

interface PaperItem extends vscode.QuickPickItem {
  readonly key: string;
}

/** The matched words stand behind the authors: VS Code marks letters only where it filters itself. */
function toItem({ key, title, authors, year, summary, matched }: FoundPaper): PaperItem {
  const found = matched.length > 0 ? `  $(search) ${matched.join(', ')}` : '';
  // The list is ranked already: `alwaysShow` keeps VS Code from filtering it again by its label.
  return {
    key,
    label: title,
    description: `${authors} ${year}${found}`,
    detail: summary,
    alwaysShow: true,
  };
}

/** Lets the person choose a paper. Undefined: they left. */
export function pickPaper(server: PaperServer, placeholder: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<PaperItem>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let asked = 0;
  const ask = async (query: string) => {
    const turn = ++asked;
    pick.busy = true;
    const rows = await server.searchPapers(query, LIMIT);
    // A slower answer to an earlier query must not replace this one.
    if (turn !== asked) return;
    pick.items = rows.map(toItem);
    pick.busy = false;
  };
  return new Promise((resolve) => {
    pick.onDidChangeValue(ask);
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.key);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
    void ask('');
  });
}

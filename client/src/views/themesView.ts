// Owns the view "Themes": the tree data provider and its grouping and filter.
import * as vscode from 'vscode';
import type { Grouping, PaperGroup } from '../../../server/src/protocol/messages';
import { COMMANDS, CONTEXT_KEYS, VIEWS } from '../ids';
import type { PaperServer } from '../paperServer';
import { childrenOf, findPaper, findTheme, placeRoots, viewOf, type PlacedNode } from './treeModel';

const GROUPING_STATE = 'themes.grouping';
const TITLES: Readonly<Record<Grouping, string>> = {
  theme: 'Themes',
  year: 'Years',
  method: 'Methods',
};

export class ThemesView implements vscode.TreeDataProvider<PlacedNode>, vscode.Disposable {
  readonly #server: PaperServer;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<PlacedNode | undefined>();
  readonly #view: vscode.TreeView<PlacedNode>;
  #grouping: Grouping;
  #filter = '';
  #roots: Promise<PlacedNode[]> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(server: PaperServer, memory: vscode.Memento) {
    this.#server = server;
    this.#memory = memory;
    this.#grouping = memory.get<Grouping>(GROUPING_STATE, 'theme');
    this.#view = vscode.window.createTreeView(VIEWS.themes, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#show();
  }

  /** Asks the server again: papers, grouping or filter have changed. */
  refresh(): void {
    this.#roots = undefined;
    this.#changed.fire(undefined);
  }

  group(by: Grouping): void {
    this.#grouping = by;
    void this.#memory.update(GROUPING_STATE, by);
    this.#show();
    this.refresh();
  }

  get filter(): string {
    return this.#filter;
  }

  setFilter(words: string): void {
    if (words === this.#filter) return;
    this.#filter = words;
    this.#show();
    this.refresh();
  }

  /** Shows a paper where it stands; a filter that hides it is lifted. False: no group holds it. */
  reveal(key: string): Promise<boolean> {
    return this.#reveal((roots) => findPaper(roots, key));
  }

  /** Shows a theme, in the tree of themes. False: no paper stands under it. */
  revealTheme(id: string): Promise<boolean> {
    if (this.#grouping !== 'theme') this.group('theme');
    return this.#reveal((roots) => findTheme(roots, id));
  }

  async #reveal(find: (roots: readonly PlacedNode[]) => PlacedNode | undefined): Promise<boolean> {
    let place = find(await this.#load());
    if (!place && this.#filter !== '') {
      this.setFilter('');
      place = find(await this.#load());
    }
    if (!place) return false;
    await this.#view.reveal(place, { select: true, focus: true, expand: true });
    return true;
  }

  /** The selected paper, for commands that are called without an argument. */
  get selectedKey(): string | undefined {
    const node = this.#view.selection[0]?.node;
    return node?.kind === 'paper' ? node.key : undefined;
  }

  async getChildren(placed?: PlacedNode): Promise<PlacedNode[]> {
    return placed ? childrenOf(placed) : this.#load();
  }

  getParent(placed: PlacedNode): PlacedNode | undefined {
    return placed.parent;
  }

  getTreeItem(placed: PlacedNode): vscode.TreeItem {
    const view = viewOf(placed.node);
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(
      view.label,
      view.collapsible ? (this.#filter ? Expanded : Collapsed) : None,
    );
    // The filter is part of the id: a tree item keeps its collapsed state by id.
    item.id = `${this.#filter}|${placed.id}`;
    item.description = view.description;
    item.iconPath = new vscode.ThemeIcon(view.icon);
    item.contextValue = view.contextValue;
    item.accessibilityInformation = { label: view.accessibilityLabel };
    if (placed.node.kind === 'group') item.tooltip = placed.node.about;
    else
      item.command = {
        command: COMMANDS.showPaper,
        title: 'Show Paper',
        arguments: [placed.node.key],
      };
    return item;
  }

  /** The card is fetched when the pointer rests on the item. */
  async resolveTreeItem(item: vscode.TreeItem, placed: PlacedNode): Promise<vscode.TreeItem> {
    if (placed.node.kind !== 'paper') return item;
    const paper = await this.#server.paper(placed.node.key);
    if (!paper) return item;
    const tooltip = new vscode.MarkdownString(paper.card);
    // For the pictures of formulas.
    tooltip.supportHtml = true;
    item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  #load(): Promise<PlacedNode[]> {
    return (this.#roots ??= this.#ask());
  }

  async #ask(): Promise<PlacedNode[]> {
    const groups: readonly PaperGroup[] = await this.#server.tree({
      grouping: this.#grouping,
      filter: this.#filter,
    });
    return placeRoots(groups);
  }

  #show(): void {
    this.#view.title = TITLES[this.#grouping];
    this.#view.description = this.#filter === '' ? '' : `"${this.#filter}"`;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.grouping, this.#grouping);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.filtered, this.#filter !== '');
  }
}

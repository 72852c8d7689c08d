// Owns what the tree shows: labels, icons and parents of the server's nodes. Pure: it knows no VS Code.
import type { PaperGroup, PaperLeaf, TreeNode } from '../../../server/src/protocol/messages';
import { ITEM_CONTEXT } from '../ids';

/** A node at its place: one paper may stand in several groups, so its id names the way to it. */
export interface PlacedNode {
  readonly id: string;
  readonly node: TreeNode;
  readonly parent: PlacedNode | undefined;
}

export interface NodeView {
  readonly label: string;
  readonly description: string;
  /** Name of a codicon. */
  readonly icon: string;
  readonly contextValue: string;
  readonly collapsible: boolean;
  /** Read out by a screen reader instead of label and description. */
  readonly accessibilityLabel: string;
}

export function placeRoots(groups: readonly PaperGroup[]): PlacedNode[] {
  return groups.map((node) => ({ id: node.id, node, parent: undefined }));
}

export function childrenOf(placed: PlacedNode): PlacedNode[] {
  if (placed.node.kind === 'paper') return [];
  return placed.node.children.map((node) => ({
    id: node.kind === 'paper' ? `${placed.id}/${node.key}` : node.id,
    node,
    parent: placed,
  }));
}

/**
 * The key that a command's argument names: a card hands over the key itself, the tree a node of its own;
 * what other menus hand over (the editor's: an address) names none.
 */
export function keyOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  const node = isPlaced(argument) ? argument.node : undefined;
  return node?.kind === 'paper' ? node.key : undefined;
}

/** The id of the theme that a card's link hands over. */
export function themeOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('theme' in argument)) return undefined;
  return typeof argument.theme === 'string' ? argument.theme : undefined;
}

export function isPlaced(argument: unknown): argument is PlacedNode {
  return typeof argument === 'object' && argument !== null && 'node' in argument;
}

/** The first place of a paper, walking down in order: that is under its main theme. */
export function findPaper(roots: readonly PlacedNode[], key: string): PlacedNode | undefined {
  for (const placed of roots) {
    if (placed.node.kind === 'paper' && placed.node.key === key) return placed;
    const below = findPaper(childrenOf(placed), key);
    if (below) return below;
  }
  return undefined;
}

/** The group of a subtheme, in a tree that is grouped by themes. */
export function findTheme(roots: readonly PlacedNode[], id: string): PlacedNode | undefined {
  return roots
    .flatMap(childrenOf)
    .find(({ node, parent }) => node.kind === 'group' && node.id === `${parent?.id ?? ''}/${id}`);
}

export function viewOf(node: TreeNode): NodeView {
  return node.kind === 'group' ? groupView(node) : paperView(node);
}

function groupView(group: PaperGroup): NodeView {
  const papers = group.count === 1 ? '1 paper' : `${group.count} papers`;
  return {
    label: group.label,
    description: String(group.count),
    icon: 'folder',
    contextValue: ITEM_CONTEXT.group,
    collapsible: true,
    accessibilityLabel: `${group.label}, ${papers}`,
  };
}

function paperView(paper: PaperLeaf): NodeView {
  const hasSnippet = paper.methods.length > 0;
  const has = [...(paper.hasCode ? ['has code'] : []), ...(hasSnippet ? ['has a snippet'] : [])];
  return {
    label: paper.title,
    description: paper.description,
    icon: hasSnippet ? 'symbol-method' : paper.hasCode ? 'github-inverted' : 'file-text',
    contextValue: hasSnippet ? ITEM_CONTEXT.withSnippet : ITEM_CONTEXT.paper,
    collapsible: false,
    accessibilityLabel: [paper.title, paper.description, ...has].join(', '),
  };
}

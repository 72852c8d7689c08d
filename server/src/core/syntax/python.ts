// Owns the reading of Python: what a file imports and defines, and what stands at a place in it.
import { TreeFragment, type ChangedRange, type SyntaxNode, type Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from '../text/span';

/** A name that an import statement binds: `import torch.nn as nn` binds `nn` to `torch.nn`. */
export interface Import {
  readonly local: string;
  /** Dotted. */
  readonly target: string;
  /** The whole statement. */
  readonly statement: Span;
}

export interface PythonFile {
  readonly text: string;
  readonly tree: Tree;
  readonly fragments: readonly TreeFragment[];
  /** At the top level, in order. */
  readonly imports: readonly Import[];
  /** Names of the functions and classes at the top level. */
  readonly defines: ReadonlySet<string>;
}

/**
 * Reads a file; never throws, whatever the text. With `previous` and the `change` that led from it to
 * `text`, the parser's work is proportional to the change.
 */
export function parsePython(
  text: string,
  previous?: PythonFile,
  change?: ChangedRange,
): PythonFile {
  const kept = previous
    ? TreeFragment.applyChanges(previous.fragments, change ? [change] : [])
    : [];
  const tree = parser.parse(text, kept);
  const imports: Import[] = [];
  const defines = new Set<string>();
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.name === 'ImportStatement') imports.push(...importsOf(node, text));
    const definition = node.name === 'DecoratedStatement' ? node.lastChild : node;
    const name = definition ? definedName(definition, text) : undefined;
    if (name !== undefined) defines.add(name);
  }
  return { text, tree, fragments: TreeFragment.addTree(tree, kept), imports, defines };
}

export function textOf({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to);
}

function definedName(node: SyntaxNode, text: string): string | undefined {
  if (node.name !== 'FunctionDefinition' && node.name !== 'ClassDefinition') return undefined;
  const name = node.getChild('VariableName');
  return name ? textOf(name, text) : undefined;
}

/** Walks the words of an import statement: `from a.b import c as d, e` or `import a.b, c as d`. */
function importsOf(statement: SyntaxNode, text: string): Import[] {
  const span = { start: statement.from, end: statement.to };
  const children: string[] = [];
  for (let node = statement.firstChild; node; node = node.nextSibling) {
    if (node.name !== 'Comment') children.push(textOf(node, text));
  }
  const imported = children.indexOf('import');
  if (imported < 0) return [];
  const origin = children[0] === 'from' ? children.slice(1, imported).join('') : undefined;
  const clauses = children
    .slice(imported + 1)
    .filter((word) => word !== '(' && word !== ')')
    .join(' ')
    .split(',');
  return clauses.flatMap((clause): Import[] => {
    const [path = '', alias] = clause.trim().split(' as ');
    const dotted = path.replaceAll(' ', '');
    if (dotted === '' || dotted === '*') return [];
    if (origin !== undefined) {
      const target = origin.endsWith('.') ? `${origin}${dotted}` : `${origin}.${dotted}`;
      return [{ local: alias ?? dotted, target, statement: span }];
    }
    // Without an alias only the first part becomes a name.
    const first = dotted.split('.')[0] ?? dotted;
    return [
      { local: alias ?? first, target: alias === undefined ? first : dotted, statement: span },
    ];
  });
}

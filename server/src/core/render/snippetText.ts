// Owns the text that a method's snippet puts into a document.
import type { Method } from '../corpus/method';
import type { Paper } from '../corpus/paper';
import { plainTitle, shortAuthors } from '../works/authors';

const MAX_COMMENT = 100;

/** One comment line that says where the code comes from and how faithful it is. */
export function citationComment(method: Method, paper: Paper | undefined): string {
  if (!paper) return `# ${method.name}, ${method.fidelity}`;
  const source = `# ${method.name}: ${shortAuthors(paper)} (${paper.year}), [@${paper.key}]`;
  const where = paper.arxiv ? `, arXiv:${paper.arxiv}` : `, ${plainTitle(paper.title)}`;
  const line = `${source}${where}; ${method.fidelity}`;
  return line.length > MAX_COMMENT ? `${source}; ${method.fidelity}` : line;
}

/** Code as literal text of a snippet: `$`, `}` and `\` are syntax there (LSP 3.17, "Snippet Syntax"). */
function asLiteral(code: string): string {
  return code.replace(/[\\$}]/g, '\\$&');
}

/**
 * The snippet of a method, in VS Code's syntax: comment, imports that `document` lacks, code, call.
 * `from __future__` imports are left out: they must open a file, and the code runs without them.
 */
export function snippetText(method: Method, paper: Paper | undefined, document = ''): string {
  const present = new Set(document.split(/\r?\n/).map((line) => line.trim()));
  const imports = method.imports.filter(
    (line) => !present.has(line) && !line.startsWith('from __future__'),
  );
  const head = [citationComment(method, paper), ...imports].join('\n');
  return `${asLiteral(head)}\n\n\n${asLiteral(method.code)}\n\n\n${method.call}\n$0`;
}

/** An escaped letter, a placeholder whose default may hold another one, a choice, or a bare tab stop. */
const SYNTAX =
  /\\([\\$}])|\$\{\d+:((?:\\.|\$\{[^{}]*\}|[^\\}])*)\}|\$\{\d+\|((?:\\.|[^\\,|])*)[^}]*\}|\$(?:\d+|\{\d+\})/g;

/** What a snippet says to an editor that has none: defaults and first choices stand as they are. */
export function withoutTabStops(snippet: string): string {
  return snippet.replace(
    SYNTAX,
    (_whole, letter?: string, byDefault?: string, choice?: string): string =>
      letter ?? choice?.replace(/\\(.)/g, '$1') ?? withoutTabStops(byDefault ?? ''),
  );
}

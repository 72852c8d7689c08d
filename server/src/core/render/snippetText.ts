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
  const shorter = [
    `${source}; ${method.fidelity}`,
    `# ${method.name}: [@${paper.key}]; ${method.fidelity}`,
  ];
  return [line, ...shorter].find((one) => one.length <= MAX_COMMENT) ?? line;
}

/** Code as literal text of a snippet: `$`, `}` and `\` are syntax there (LSP 3.17, "Snippet Syntax"). */
function asLiteral(code: string): string {
  return code.replace(/[\\$}]/g, '\\$&');
}

export interface SnippetParts {
  /** Lines to put above the code. `from __future__` is never one: it must open a file. */
  readonly imports: readonly string[];
  /** False where the document has the functions already: then only the call is inserted. */
  readonly withCode?: boolean;
  /** The name of the network at hand, in place of `model`. */
  readonly model?: string | undefined;
}

/** The snippet of a method, in VS Code's syntax: comment, imports, code, call. */
export function snippetText(
  method: Method,
  paper: Paper | undefined,
  { imports, withCode = true, model = 'model' }: SnippetParts,
): string {
  const lines = imports.filter((line) => !line.startsWith('from __future__'));
  const head = [citationComment(method, paper), ...lines].map(asLiteral).join('\n');
  const call = method.call.replace(/(?<=\$\{\d+:)model(?=[.}])/g, model);
  if (!withCode) return `${head}\n${call}\n$0`;
  return `${head}\n\n\n${asLiteral(method.code)}\n\n\n${call}\n$0`;
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

// Owns the card of a method as Markdown: what it initialises, why and when, how faithful the code is, and its paper.
import type { Method } from '../corpus/method';
import type { Catalog } from '../works/catalog';
import { code, escapeMarkdown } from './escape';
import { paperLine } from './paperCard';
import { asSentence } from './sentence';

export interface MethodCardOptions {
  /** Closes with a line on the paper; leave out where the paper's own card follows. */
  readonly withPaper: boolean;
}

export function methodCard(
  method: Method,
  catalog: Catalog,
  { withPaper }: MethodCardOptions = { withPaper: true },
): string {
  const source = withPaper ? sourceOf(method, catalog) : '';
  const lines = [
    `**${escapeMarkdown(method.name)}** initialises ${escapeMarkdown(method.initialises)}.`,
    escapeMarkdown(asSentence(method.why)),
    `*When:* ${escapeMarkdown(asSentence(method.when))}`,
    `*Fidelity:* ${method.fidelity}. ${escapeMarkdown(asSentence(method.differs))}`,
    source,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

/** A method in one line, for lists of several. */
export function methodLine(method: Method, catalog: Catalog): string {
  const name = `**${escapeMarkdown(method.name)}** (${escapeMarkdown(method.initialises)})`;
  const source = sourceOf(method, catalog);
  return source === '' ? name : `${name}: ${source}`;
}

function sourceOf(method: Method, catalog: Catalog): string {
  const paper = catalog.paper(method.paper);
  return paper ? `${paperLine(paper)} · ${code(`@${paper.key}`)}` : '';
}

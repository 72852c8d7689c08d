// Owns the card of a method as Markdown: what it initialises, how faithful the code is, and its paper.
import type { Method } from '../corpus/method';
import type { Catalog } from '../works/catalog';
import { code, escapeMarkdown } from './escape';
import { paperLine } from './paperCard';

export function methodCard(method: Method, catalog: Catalog): string {
  const paper = catalog.paper(method.paper);
  const source = paper ? [`${paperLine(paper)} · ${code(`@${paper.key}`)}`] : [];
  return [
    `**${escapeMarkdown(method.name)}** initialises ${escapeMarkdown(method.initialises)}.`,
    `*When:* ${escapeMarkdown(method.when)}`,
    `*Fidelity:* ${method.fidelity}. ${escapeMarkdown(method.differs)}`,
    ...source,
  ].join('\n\n');
}

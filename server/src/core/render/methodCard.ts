// Owns the card of a method as Markdown: what it initialises, how faithful the code is, and its paper.
import type { Method } from '../corpus/method';
import { shortAuthors, plainTitle } from '../works/authors';
import type { Catalog } from '../works/catalog';
import { escapeMarkdown } from './escape';

export function methodCard(method: Method, catalog: Catalog): string {
  const paper = catalog.paper(method.paper);
  const source = paper
    ? [
        `${escapeMarkdown(shortAuthors(paper))} ${paper.year}, *${escapeMarkdown(plainTitle(paper.title))}* · \`@${paper.key}\``,
      ]
    : [];
  return [
    `**${escapeMarkdown(method.name)}** initialises ${escapeMarkdown(method.initialises)}.`,
    escapeMarkdown(method.when),
    `*Fidelity:* ${method.fidelity}. ${escapeMarkdown(method.differs)}`,
    ...source,
  ].join('\n\n');
}

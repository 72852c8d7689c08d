// Owns the page of a subtheme as Markdown: what belongs to it, and its papers, the latest first.
import type { Subtheme } from '../corpus/themes';
import type { Catalog } from '../works/catalog';
import { betweenPages } from './cardLinks';
import { escapeMarkdown } from './escape';
import { asTex, prose } from './maths';

export function themePage({ id, label, about }: Subtheme, catalog: Catalog): string {
  const leads = betweenPages(id);
  const papers = catalog.papersByYear.filter(({ themes }) => themes.includes(id));
  return [
    `# ${escapeMarkdown(label)}`,
    escapeMarkdown(about),
    ...papers.map((paper) => `${leads.paper(paper)}  \n${prose(paper.summary, asTex)}`),
  ].join('\n\n');
}

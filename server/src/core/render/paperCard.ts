// Owns the card of a paper as Markdown: one renderer, at the lengths that hover, completion and tree need.
import { PICTURED, slugOf } from '../corpus/methodFacets';
import type { Paper } from '../corpus/paper';
import { fullAuthors, plainTitle, shortAuthors } from '../works/authors';
import type { Catalog } from '../works/catalog';
import { code, commandLink, escapeMarkdown, link } from './escape';

export interface CardOptions {
  /** Command links for the client's commands; leave out for editors that run none. */
  readonly actions: boolean;
  /** `brief` is the summary; `full` adds problem, approach and findings. */
  readonly length: 'brief' | 'full';
}

/** The commands that a card may link to. The client allows these and no others. */
export const CARD_COMMANDS = {
  copyKey: 'paperlens.copyKey',
  insertSnippet: 'paperlens.insertSnippet',
  showPicture: 'paperlens.showPicture',
  revealInThemes: 'paperlens.revealInThemes',
} as const;

const ARXIV = 'https://arxiv.org/abs/';
const DOI = 'https://doi.org/';

/** A paper in one line, for lists. */
export function paperLine(paper: Paper): string {
  return `${escapeMarkdown(shortAuthors(paper))} ${paper.year}, *${escapeMarkdown(plainTitle(paper.title))}*`;
}

/** A card of some ten lines: title, authors, summary, themes, links, actions. Data in it is escaped. */
export function paperCard(paper: Paper, catalog: Catalog, options: CardOptions): string {
  const venue = paper.venue ? ` · ${escapeMarkdown(paper.venue)}${doubt(paper, 'venue')}` : '';
  const paragraphs = [
    `**${escapeMarkdown(plainTitle(paper.title))}**`,
    `${escapeMarkdown(fullAuthors(paper))} · ${paper.year}${venue}`,
    escapeMarkdown(paper.summary),
    ...(options.length === 'full' ? details(paper) : []),
    themes(paper, catalog),
    links(paper),
    ...(options.actions ? [actions(paper, catalog)] : [methods(paper, catalog)]),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function doubt(paper: Paper, field: string): string {
  return paper.unconfirmed.includes(field) ? ' (unconfirmed)' : '';
}

function details(paper: Paper): string[] {
  const points = (title: string, items: readonly string[]) =>
    items.length > 0
      ? [`*${title}*\n${items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')}`]
      : [];
  return [
    ...points('Problem', paper.problem),
    ...points('Approach', paper.approach),
    ...points('Findings', paper.findings),
    ...(paper.useItWhen ? [`*Use it when:* ${escapeMarkdown(paper.useItWhen)}`] : []),
    ...(paper.note ? [`*Note:* ${escapeMarkdown(paper.note)}`] : []),
  ];
}

function themes(paper: Paper, catalog: Catalog): string {
  const labels = catalog.themeLabels(paper);
  return labels.length > 0 ? `*${labels.map(escapeMarkdown).join('* · *')}*` : '';
}

function links(paper: Paper): string {
  const found = [
    ...(paper.arxiv ? [link(`arXiv ${paper.arxiv}`, ARXIV + paper.arxiv)] : []),
    ...(paper.doi ? [link('DOI', DOI + paper.doi) + doubt(paper, 'doi')] : []),
    ...(paper.code ? [link('Code', paper.code) + doubt(paper, 'code')] : []),
  ];
  return [...found, code(`@${paper.key}`)].join(' · ');
}

function methods(paper: Paper, catalog: Catalog): string {
  const names = catalog
    .methodsOf(paper)
    .map((method) => `${escapeMarkdown(method.name)} (${method.fidelity})`);
  return names.length > 0 ? `Snippet: ${names.join(', ')}` : '';
}

function actions(paper: Paper, catalog: Catalog): string {
  const inserts = catalog
    .methodsOf(paper)
    .map((method) =>
      commandLink(
        `Insert ${method.name}`,
        `Insert the code: ${method.fidelity}`,
        CARD_COMMANDS.insertSnippet,
        method.id,
      ),
    );
  const families = new Set(catalog.methodsOf(paper).map(({ family }) => family));
  const pictures = PICTURED.filter((family) => families.has(family)).map((family) =>
    commandLink(
      `Picture: ${family}`,
      'Show a picture of this family of methods',
      CARD_COMMANDS.showPicture,
      slugOf(family),
    ),
  );
  return [
    commandLink('Copy key', `Copy @${paper.key}`, CARD_COMMANDS.copyKey, paper.key),
    ...inserts,
    ...pictures,
    commandLink(
      'Show in tree',
      'Show in the tree of themes',
      CARD_COMMANDS.revealInThemes,
      paper.key,
    ),
  ].join(' · ');
}

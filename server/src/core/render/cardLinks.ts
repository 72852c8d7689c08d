// Owns where the card of a paper leads: records on the web, related papers, themes, and commands of the client.
import { PICTURED, slugOf } from '../corpus/methodFacets';
import type { Paper, Related } from '../corpus/paper';
import { plainTitle, shortAuthors } from '../works/authors';
import type { Catalog } from '../works/catalog';
import { code, commandLink, escapeMarkdown, link, pageLink } from './escape';
import { asTex, prose, type ShowFormula } from './maths';

/** The commands that a card may link to. The client allows these and no others. */
export const CARD_COMMANDS = {
  copyKey: 'paperlens.copyKey',
  insertSnippet: 'paperlens.insertSnippet',
  showPicture: 'paperlens.showPicture',
  showPaper: 'paperlens.showPaper',
  revealInThemes: 'paperlens.revealInThemes',
} as const;

/** How the papers and themes that a card names are shown. */
export interface Leads {
  paper(paper: Paper): string;
  theme(id: string, label: string): string;
}

export const AS_TEXT: Leads = {
  paper: (paper) => escapeMarkdown(nameOf(paper)),
  theme: (_, label) => escapeMarkdown(label),
};

export const BY_COMMAND: Leads = {
  paper: (paper) =>
    commandLink(nameOf(paper), plainTitle(paper.title), CARD_COMMANDS.showPaper, paper.key),
  theme: (id, label) =>
    commandLink(label, 'Show in the tree of themes', CARD_COMMANDS.revealInThemes, { theme: id }),
};

/** Relative links from the page of a paper or theme to others: `papers/<key>.md` and `themes/<id>.md`. */
export function betweenPages(keyOrId: string): Leads {
  const up = '../'.repeat(keyOrId.split('/').length);
  return {
    paper: (paper) =>
      `${pageLink(nameOf(paper), `${up}papers/${paper.key}.md`)}, *${prose(paper.title, asTex)}*`,
    theme: (id, label) => pageLink(label, `${up}themes/${id}.md`),
  };
}

/** The short citation: `Mishkin & Matas 2015`. */
function nameOf(paper: Paper): string {
  return `${shortAuthors(paper)} ${paper.year}`;
}

/** A list of what to read next and why; a paper that no corpus has is named by its key. */
export function related(
  relations: readonly Related[],
  catalog: Catalog,
  leads: Leads,
  show: ShowFormula,
): string {
  const lines = relations.map(({ key, why }) => {
    const paper = catalog.paper(key);
    return `- ${paper ? leads.paper(paper) : code(`@${key}`)}: ${prose(why, show)}`;
  });
  return lines.join('\n');
}

export function themes(paper: Paper, catalog: Catalog, leads: Leads): string {
  const known = catalog.themes.flatMap(({ children }) => children);
  const subthemes = paper.themes.flatMap((id) => known.find((theme) => theme.id === id) ?? []);
  return subthemes.map(({ id, label }) => `*${leads.theme(id, label)}*`).join(' · ');
}

/** Says of a fact that no public record has confirmed it. */
export function doubt(paper: Paper, field: string): string {
  return paper.unconfirmed.includes(field) ? ' (unconfirmed)' : '';
}

const ARXIV = 'https://arxiv.org/abs/';
const DOI = 'https://doi.org/';

export function records(paper: Paper): string {
  const found = [
    ...(paper.arxiv ? [link(`arXiv ${paper.arxiv}`, ARXIV + paper.arxiv)] : []),
    ...(paper.doi ? [link('DOI', DOI + paper.doi) + doubt(paper, 'doi')] : []),
    ...(paper.code ? [link('Code', paper.code) + doubt(paper, 'code')] : []),
  ];
  return [...found, code(`@${paper.key}`)].join(' · ');
}

/** What is offered as code, for readers that run no commands. */
export function methods(paper: Paper, catalog: Catalog): string {
  const names = catalog
    .methodsOf(paper)
    .map((method) => `${escapeMarkdown(method.name)} (${method.fidelity})`);
  return names.length > 0 ? `Snippet: ${names.join(', ')}` : '';
}

export function actions(paper: Paper, catalog: Catalog): string {
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

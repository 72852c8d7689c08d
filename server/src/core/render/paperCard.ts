// Owns the card of a paper as Markdown: one renderer, at the lengths that lists, hover and page need.
import type { Paper } from '../corpus/paper';
import { fullAuthors, shortAuthors } from '../works/authors';
import type { Catalog } from '../works/catalog';
import * as links from './cardLinks';
import { escapeMarkdown } from './escape';
import { asPictures, asTex, asText, prose, type DrawFormula, type ShowFormula } from './maths';

export interface CardOptions {
  /** Command links for the client's commands; leave out for editors that run none. */
  readonly actions: boolean;
  /**
   * `brief` is what a list has room for. `medium` adds what one needs in mid-sentence: the finding, when to use it, what
   * to read next. `full` is all that is known, as a page that links to other pages.
   */
  readonly length: 'brief' | 'medium' | 'full';
  /** Draws formulas, which are plain text without it. A page leaves them to whoever shows it. */
  readonly draw?: DrawFormula | undefined;
}

/** A hover scrolls beyond some ten lines: what counts must stand in them. */
const MOST_RELATED = 4;
/** In UTF-16 units: so much of the findings is two lines of a hover. */
const MOST_FOUND = 160;
const HARD_BREAK = '  \n';

/** A paper in one line, for lists. */
export function paperLine(paper: Paper): string {
  return `${escapeMarkdown(shortAuthors(paper))} ${paper.year}, *${prose(paper.title, asText)}*`;
}

/** Data in it is escaped. */
export function paperCard(paper: Paper, catalog: Catalog, options: CardOptions): string {
  const paragraphs =
    options.length === 'full' ? page(paper, catalog) : card(paper, catalog, options);
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function card(paper: Paper, catalog: Catalog, { length, actions, draw }: CardOptions): string[] {
  const show = draw ? asPictures(draw) : asText;
  const head = `**${prose(paper.title, show)}**${HARD_BREAK}${source(paper)}`;
  const brief = [head, prose(paper.summary, show)];
  if (length === 'brief') return brief;
  const leads = actions ? links.BY_COMMAND : links.AS_TEXT;
  const found = telling(paper.findings).map((finding) => prose(finding, show));
  return [
    ...brief,
    lines([found.length > 0 ? `*Found:* ${found.join(' ')}` : '', useItWhen(paper, show)]),
    links.related(paper.related.slice(0, MOST_RELATED), catalog, leads, show),
    lines([
      [links.themes(paper, catalog, leads), links.records(paper)].filter(Boolean).join(' · '),
      actions ? links.actions(paper, catalog) : links.methods(paper, catalog),
    ]),
  ];
}

function page(paper: Paper, catalog: Catalog): string[] {
  const leads = links.betweenPages(paper.key);
  const points = (items: readonly string[]) =>
    items.map((item) => `- ${prose(item, asTex)}`).join('\n');
  return [
    `# ${prose(paper.title, asTex)}`,
    source(paper),
    prose(paper.summary, asTex),
    links.records(paper),
    ...section('Problem', points(paper.problem)),
    ...section('Approach', points(paper.approach)),
    ...section('Findings', points(paper.findings)),
    useItWhen(paper, asTex),
    paper.note ? `*Note:* ${prose(paper.note, asTex)}` : '',
    ...section('Related', links.related(paper.related, catalog, leads, asTex)),
    ...section('Themes', links.themes(paper, catalog, leads)),
    links.methods(paper, catalog),
  ];
}

function section(title: string, content: string): string[] {
  return content === '' ? [] : [`## ${title}`, content];
}

function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(HARD_BREAK);
}

function source(paper: Paper): string {
  const venue = paper.venue
    ? ` · ${escapeMarkdown(paper.venue)}${links.doubt(paper, 'venue')}`
    : '';
  return `${escapeMarkdown(fullAuthors(paper))} · ${paper.year}${venue}`;
}

function useItWhen(paper: Paper, show: ShowFormula): string {
  return paper.useItWhen ? `*Use it when:* ${prose(paper.useItWhen, show)}` : '';
}

/** The first finding, and the second where both are short. */
function telling([first, second]: readonly string[]): string[] {
  if (first === undefined) return [];
  const fits = second !== undefined && first.length + second.length <= MOST_FOUND;
  return fits ? [first, second] : [first];
}

// Owns the card of a work: the paper's, with where it stands in a library, or the entry's.
import { plainTitle, shortAuthors } from '../works/authors';
import type { Catalog } from '../works/catalog';
import { lineOf, type Work } from '../works/work';
import { entryCard, place } from './entryCard';
import { code, escapeMarkdown } from './escape';
import { paperCard, type CardOptions } from './paperCard';

export function workCard(work: Work, catalog: Catalog, options: CardOptions): string {
  if (!work.paper) return entryCard(work.found, options);
  const card = paperCard(work.paper, catalog, options);
  if (!work.found) return card;
  return `${card}\n\n${code(`@${work.found.entry.key}`)} ${place(work.found)}`;
}

/** A work in one line, for lists. */
export function workLine(work: Work): string {
  const { title } = lineOf(work);
  return `${escapeMarkdown(authorsAndYear(work))}, *${escapeMarkdown(plainTitle(title))}* · ${code(`@${work.key}`)}`;
}

/** `Mishkin & Matas 2015`. */
export function authorsAndYear(work: Work): string {
  const { authors, year } = lineOf(work);
  const by = shortAuthors({ authors: authors.map((family) => ({ family })) });
  return [by, year].filter((part) => part !== undefined && part !== '').join(' ');
}

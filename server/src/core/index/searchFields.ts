// Owns what of a paper is searched, and in which fields.
import type { Paper } from '../corpus/paper';
import type { Catalog } from '../works/catalog';

/** Matched as typed: whole, by prefix and with a typo. */
export const NAME_FIELDS = ['title', 'names', 'authors', 'year', 'key'] as const;
/** Running text: matched by whole words and by their stems. */
export const TEXT_FIELDS = ['terms', 'text', 'words'] as const;
export const FIELDS = [...NAME_FIELDS, ...TEXT_FIELDS] as const;
export type Field = (typeof FIELDS)[number];
/** All that a person can read of a paper. */
export const CARD_FIELDS: readonly Field[] = [...NAME_FIELDS, 'terms', 'text'];

export type SearchTexts = Readonly<Record<Field, readonly string[]>>;

/** The texts of a paper by the field in which they are searched. */
export function searchTexts(paper: Paper, catalog: Catalog): SearchTexts {
  const methods = catalog.methodsOf(paper).flatMap((method) => [method.name, ...method.aliases]);
  const useItWhen = paper.useItWhen === undefined ? [] : [paper.useItWhen];
  return {
    key: [paper.key],
    names: [...paper.names.map(({ name }) => name), ...methods],
    title: [paper.title, ...paper.titles],
    authors: paper.authors.map(({ family }) => family),
    year: [String(paper.year)],
    terms: [...paper.terms, ...catalog.themeLabels(paper)],
    text: [paper.summary, ...paper.problem, ...paper.approach, ...paper.findings, ...useItWhen],
    words: paper.words ?? [],
  };
}

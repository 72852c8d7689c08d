// Owns a paper as a BibTeX entry.
import type { Paper } from '../corpus/paper';
import { plainTitle } from '../works/authors';

const ENTRY_TYPES = {
  article: 'article',
  inproceedings: 'inproceedings',
  preprint: 'misc',
} as const;

/** TeX's special characters as text. The entry is UTF-8 otherwise, as biber and pandoc read it. */
function escapeTex(text: string): string {
  return text.replace(/[&%#_]/g, '\\$&').replace(/\$([^$]*)\$/g, '$1');
}

/** An entry that pandoc and biber read. Facts that no public record confirmed are left out. */
export function bibtexOf(paper: Paper): string {
  const known = (field: 'venue' | 'doi' | 'category') =>
    paper.unconfirmed.includes(field) ? undefined : paper[field];
  const venue = known('venue');
  const container = { article: 'journal', inproceedings: 'booktitle', preprint: 'howpublished' }[
    paper.kind
  ];
  const fields: [name: string, value: string | undefined][] = [
    ['title', `{${escapeTex(plainTitle(paper.title))}}`],
    ['author', paper.authors.map((author) => authorName(author)).join(' and ')],
    ['year', String(paper.year)],
    [container, venue && escapeTex(venue)],
    ['doi', known('doi')],
    ['eprint', paper.arxiv],
    ['archiveprefix', paper.arxiv && 'arXiv'],
    ['primaryclass', paper.arxiv && known('category')],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}},`] : []));
  return [`@${ENTRY_TYPES[paper.kind]}{${paper.key},`, ...lines, '}', ''].join('\n');
}

/** `Family, Given`; a group's name in braces, so that it is not taken apart. */
function authorName(author: { readonly given?: string; readonly family: string }): string {
  return author.given
    ? `${escapeTex(author.family)}, ${escapeTex(author.given)}`
    : `{${escapeTex(author.family)}}`;
}

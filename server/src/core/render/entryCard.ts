// Owns the card of a library's entry as Markdown. What the file says is data: all of it is escaped.
import type { EntryDetails } from '../library/entry';
import { lastName } from '../text/paths';
import { fullAuthors } from '../works/authors';
import type { LibraryEntry } from '../works/work';
import { code, escapeMarkdown, link } from './escape';
import { asPictures, asTex, asText, prose } from './maths';
import type { CardOptions } from './paperCard';

/** So much of an abstract is shown in a hover, in UTF-16 units; a page shows all of it. */
const BRIEF_ABSTRACT = 400;

/** Title, authors, where it appeared, abstract, links and the file that it stands in. */
export function entryCard(
  found: LibraryEntry,
  { length, draw }: Pick<CardOptions, 'length' | 'draw'>,
): string {
  const show = length === 'full' ? asTex : draw ? asPictures(draw) : asText;
  const { library, entry } = found;
  const details = library.format.details(entry, library.surroundings);
  const paragraphs = [
    `**${prose(details.title || 'Without a title', show)}**`,
    source(details),
    prose(length === 'full' ? (details.abstract ?? '') : shortened(details.abstract ?? ''), show),
    ...(details.keywords.length > 0 && length === 'full'
      ? [`*Keywords:* ${details.keywords.map(escapeMarkdown).join(', ')}`]
      : []),
    [...links(found, details), code(`@${entry.key}`), place(found)].join(' · '),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

/** The file that an entry stands in, by its last name. */
export function place({ library }: LibraryEntry): string {
  return `in ${code(lastName(library.path))}`;
}

function source(details: EntryDetails): string {
  const people = details.authors.length > 0 ? details.authors : details.editors;
  const by = fullAuthors({ authors: people });
  const role = details.authors.length === 0 && people.length > 0 ? ' (eds.)' : '';
  const parts = [
    by === '' ? 'Without authors' : escapeMarkdown(by) + role,
    details.year === undefined ? 'no year' : String(details.year),
    ...[details.container, details.volume, details.pages, details.publisher].flatMap((part) =>
      part === undefined || part === '' ? [] : escapeMarkdown(part),
    ),
  ];
  return parts.join(' · ');
}

/** Cut at a word, and before a formula that would be cut in two. */
function shortened(text: string): string {
  if (text.length <= BRIEF_ABSTRACT) return text;
  const space = text.lastIndexOf(' ', BRIEF_ABSTRACT);
  const head = text.slice(0, space > 0 ? space : BRIEF_ABSTRACT);
  const dollars = head.split('$').length - 1;
  return `${dollars % 2 === 1 ? head.slice(0, head.lastIndexOf('$')).trimEnd() : head} …`;
}

function links({ entry }: LibraryEntry, { url }: EntryDetails): string[] {
  return [
    ...(entry.arxiv === undefined
      ? []
      : [link(`arXiv ${entry.arxiv}`, `https://arxiv.org/abs/${entry.arxiv}`)]),
    ...(entry.doi === undefined ? [] : [link('DOI', `https://doi.org/${entry.doi}`)]),
    ...(url === undefined ? [] : [link('URL', url)]),
  ];
}

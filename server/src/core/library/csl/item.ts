// Owns what an item of CSL says, whether it was written as JSON or as YAML.
import type { Entry, EntryDetails } from '../entry';
import { foundNames, foundTitle } from '../found';
import { arxivAmong, doiAmong } from '../identifiers';
import { yearOf } from './date';
import { namesOf } from './names';
import type { Markup } from './plainText';
import { asList, textOf, type CslItem } from './value';

/**
 * Fields that hold keys, the one that counts first. Pandoc and citeproc-js resolve `id` and nothing else. Better
 * BibTeX writes one key into `id` and `citation-key`; Zotero alone has a URI in `id`, and then the citation key is
 * what people know, so it stands for the entry, too.
 */
const KEY_FIELDS = ['id', 'citation-key', 'citekey'] as const;
/** Where exporters put arXiv ids. */
const MAY_HOLD_ARXIV = ['note', 'URL', 'number', 'container-title'];
const NO_KEYS: readonly string[] = [];

/** The field that gives an item its key, undefined where it has none. */
export function keyFieldOf(item: CslItem): string | undefined {
  return KEY_FIELDS.find((field) => textOf(item[field]) !== '');
}

/** All that an entry is found and cited by, apart from its places. */
export function factsOf(item: CslItem, markup: Markup) {
  const text = (field: string) => markup.verbatim(textOf(item[field]));
  const keys = [...new Set(KEY_FIELDS.map(text))].filter(Boolean);
  const authors = namesOf(item.author, markup);
  const people = authors.length > 0 ? authors : namesOf(item.editor, markup);
  const doi = doiAmong(['DOI', 'doi', 'URL'].map(text));
  const bare = [`${text('archive')}:${text('archive_location')}`, `arXiv:${text('arXiv')}`];
  return {
    key: keys[0] ?? '',
    aliases: keys.length > 1 ? keys.slice(1) : NO_KEYS,
    type: textOf(item.type).toLowerCase(),
    title: foundTitle(markup.plain(textOf(item.title))),
    authors: foundNames(people.map(({ family }) => family)),
    year: yearOf(item.issued),
    doi,
    arxiv: arxivAmong(doi, [...MAY_HOLD_ARXIV.map(text), ...bare]),
    isOpen: false,
  } satisfies Partial<Entry>;
}

export function detailsOf(item: CslItem, markup: Markup): EntryDetails {
  const text = (field: string) => markup.plain(textOf(item[field])) || undefined;
  return {
    title: text('title') ?? '',
    authors: namesOf(item.author, markup),
    editors: namesOf(item.editor, markup),
    year: yearOf(item.issued),
    container: text('container-title'),
    publisher: text('publisher'),
    volume: text('volume'),
    pages: text('page'),
    url: markup.verbatim(textOf(item.URL)).trim() || undefined,
    abstract: text('abstract'),
    keywords: asList(item.keyword)
      .flatMap((keywords) => textOf(keywords).split(/[,;]/))
      .map(markup.plain)
      .filter((keyword) => keyword !== ''),
  };
}

// Owns the works among the symbols of a workspace: found by title, name, author, year or term.
import { matchedWords } from '../index/matchedWords';
import { rankedSearch } from '../index/rankedSearch';
import { NAME_FIELDS, searchTexts, type Field } from '../index/searchFields';
import { isCompleteIn } from '../index/searchIndex';
import type { Paper } from '../corpus/paper';
import { placeIn, type FilePlace } from '../library/filePlace';
import type { Snapshot } from '../snapshot';
import { fold } from '../text/fold';
import { foldedWords } from '../text/words';
import { plainTitle, shortAuthors } from '../works/authors';

export interface PaperSymbol {
  readonly key: string;
  /** The title, and behind it the words of the query that stand elsewhere: editors filter by the name. */
  readonly name: string;
  /** `Mishkin & Matas 2015`. */
  readonly container: string;
}

export interface EntrySymbol extends Omit<PaperSymbol, 'key'> {
  /** Where its key stands. */
  readonly place: FilePlace;
}

const FIELDS: readonly Field[] = [...NAME_FIELDS, 'terms'];

/** Papers that hold every word of the query in what names them, best first; the latest for an empty query. */
export function workspaceSymbols(
  { catalog, searches }: Snapshot,
  query: string,
  limit: number,
): readonly PaperSymbol[] {
  if (foldedWords(query).length === 0)
    return catalog.papersByYear.slice(0, limit).map((paper) => toSymbol(paper, []));
  const found = rankedSearch(searches, query).filter((hit) => isCompleteIn(hit, FIELDS));
  return found.slice(0, limit).flatMap((hit) => {
    const paper = catalog.paper(hit.key);
    return paper ? [toSymbol(paper, matchedWords(hit, searchTexts(paper, catalog), FIELDS))] : [];
  });
}

/** Entries of all libraries that hold every word of the query, best first; the last of each for an empty query. */
export function entrySymbols(
  { libraries }: Snapshot,
  query: string,
  limit: number,
): readonly EntrySymbol[] {
  const isEmpty = foldedWords(query).length === 0;
  const found = libraries.flatMap(({ library, search }) => {
    const entries = isEmpty
      ? library.entries.slice(-limit).reverse()
      : search.search(query, limit).flatMap((hit) => (hit.isComplete ? hit.entry : []));
    return entries.map((entry): EntrySymbol => {
      const { authors, year, section, keySpan } = entry;
      const by = shortAuthors({ authors: authors.map((family) => ({ family })) });
      return {
        // The key and the authors, too, since editors filter by the name.
        name: [plainTitle(entry.title), by, entry.key].filter((part) => part !== '').join(' · '),
        container: [by, year].filter((part) => part !== undefined && part !== '').join(' '),
        place: placeIn(library, { section, span: keySpan }),
      };
    });
  });
  return found.slice(0, limit);
}

function toSymbol(paper: Paper, matched: readonly string[]): PaperSymbol {
  const title = plainTitle(paper.title);
  const inTitle = new Set(foldedWords(title));
  const others = new Set(matched.filter((word) => !inTitle.has(fold(word))));
  return {
    key: paper.key,
    name: [title, ...others].join(' · '),
    container: `${shortAuthors(paper)} ${paper.year}`,
  };
}

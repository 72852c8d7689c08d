// Owns what is read of an entry when its file is loaded: the few fields by which it is found.
import type { Entry, Section } from '../entry';
import { foundNames, foundTitle } from '../found';
import { fieldNamed, isNamed, keysIn, noString } from './fields';
import { arxivOf, doiOf } from './identifiersOf';
import { typeOf, type ScannedField, type ScannedItem } from './item';
import { familyNames } from './names';
import { isMonth } from './strings';
import { decodeTex } from './tex';
import { knownType } from './types';
import { piecesOf, rawValue, type FieldText } from './value';
import { yearOf } from './year';

/** What others may add to. */
type Found = Pick<Entry, 'title' | 'authors' | 'year' | 'doi' | 'arxiv'>;

/** Fields by which an entry is found. What is missing of them may come from elsewhere. */
export const FOUND_BY = ['title', 'subtitle', 'author', 'editor', 'date', 'year', 'doi', 'eprint'];
const NONE: readonly string[] = [];

export function readEntry(section: Section, item: ScannedItem): Entry {
  const { text } = section;
  const own = (name: string) => fieldNamed(text, item, name);
  const field = (name: string) => {
    const found = own(name);
    return found && rawValue(text, found, noString);
  };
  const { title, authors, year, doi, arxiv } = recordOf(field);
  const type = typeOf(text, item);
  const ids = field('ids');
  const isGap = title === '' || authors.length === 0 || year === undefined;
  return {
    section,
    start: item.start,
    end: item.end,
    key: text.slice(item.keyStart, item.keyEnd),
    keySpan: { start: item.keyStart, end: item.keyEnd },
    aliases: ids === undefined ? NONE : keysIn(ids),
    type: knownType(type) ?? type,
    title,
    authors,
    year,
    doi,
    arxiv,
    isOpen:
      own('xdata') !== undefined ||
      (isGap && own('crossref') !== undefined) ||
      isFoundByStrings(text, item),
  };
}

/** Whether any field names a string, or another entry to take values from. */
export function asksForOthers(text: string, { fields }: ScannedItem): boolean {
  return fields.some((field) => {
    if (!field.isPlain && namesString(text, field)) return true;
    return isNamed(text, field, 'xdata') || isNamed(text, field, 'crossref');
  });
}

export function recordOf(field: FieldText): Found {
  const doi = doiOf(field);
  return {
    title: foundTitle(titleOf(field)),
    authors: foundNames(familyNames(field('author') ?? field('editor') ?? '')),
    year: yearOf(field('date')) ?? yearOf(field('year')),
    doi,
    arxiv: arxivOf(field, doi),
  };
}

export function titleOf(field: FieldText): string {
  const title = decodeTex(field('title') ?? '');
  const subtitle = decodeTex(field('subtitle') ?? '');
  return title === '' || subtitle === '' ? title + subtitle : `${title}: ${subtitle}`;
}

function isFoundByStrings(text: string, item: ScannedItem): boolean {
  if (item.fields.every(({ isPlain }) => isPlain)) return false;
  return FOUND_BY.some((name) => {
    const field = fieldNamed(text, item, name);
    return field !== undefined && !field.isPlain && namesString(text, field);
  });
}

function namesString(text: string, { valueStart, valueEnd }: ScannedField): boolean {
  return piecesOf(text, { start: valueStart, end: valueEnd }).some(
    ({ start, end, isName }) => isName && !isMonth(text.slice(start, end).toLowerCase()),
  );
}

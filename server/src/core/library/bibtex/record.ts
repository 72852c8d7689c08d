// Owns what is read of an entry when its file is loaded: the few fields by which it is found.
import type { Entry, Section } from '../entry';
import { keysIn, noString, sourcesIn, textIn, type Source, type Sources } from './fields';
import { arxivOf, doiOf } from './identifiersOf';
import { typeOf, type ScannedItem } from './item';
import { familyNames } from './names';
import { isMonth } from './strings';
import { decodeTex } from './tex';
import { knownType } from './types';
import { piecesOf, type FieldText } from './value';
import { yearOf } from './year';

/** What others may add to. */
type Found = Pick<Entry, 'title' | 'authors' | 'year' | 'doi' | 'arxiv'>;

/** Fields by which an entry is found. What is missing of them may come from elsewhere. */
export const FOUND_BY = ['title', 'subtitle', 'author', 'editor', 'date', 'year', 'doi', 'eprint'];
const PARENTS = new Set(['crossref', 'xdata']);
const NONE: readonly string[] = [];

export function readEntry(section: Section, item: ScannedItem): Entry {
  const { text } = section;
  const sources = sourcesIn(text, item);
  const field = textIn(sources, noString);
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
    isOpen: sources.has('xdata') || (isGap && sources.has('crossref')) || namesStrings(sources),
  };
}

/** Whether any field names a string, or another entry to take values from. */
export function asksForOthers(text: string, { fields }: ScannedItem): boolean {
  return fields.some((field) => {
    if (!field.isPlain && namesString({ text, field })) return true;
    const length = field.nameEnd - field.nameStart;
    if (length !== 'xdata'.length && length !== 'crossref'.length) return false;
    return PARENTS.has(text.slice(field.nameStart, field.nameEnd).toLowerCase());
  });
}

export function recordOf(field: FieldText): Found {
  const doi = doiOf(field);
  return {
    title: titleOf(field),
    authors: familyNames(field('author') ?? field('editor') ?? ''),
    year: yearOf(field('date')) ?? yearOf(field('year')),
    doi,
    arxiv: arxivOf(field, doi),
  };
}

export function titleOf(field: FieldText): string {
  const parts = [field('title'), field('subtitle')].map((part) => decodeTex(part ?? ''));
  return parts.filter((part) => part !== '').join(': ');
}

function namesStrings(sources: Sources): boolean {
  return FOUND_BY.some((name) => {
    const source = sources.get(name);
    return source !== undefined && !source.field.isPlain && namesString(source);
  });
}

function namesString({ text, field: { valueStart, valueEnd } }: Source): boolean {
  return piecesOf(text, { start: valueStart, end: valueEnd }).some(
    ({ start, end, isName }) => isName && !isMonth(text.slice(start, end).toLowerCase()),
  );
}

// Owns the file format of a paper: facts in the front matter, our summary in the body.
import { asRecord, describe, FieldReader } from './fieldReader';
import { parseFrontMatter } from './frontMatterFile';
import type { Author, Paper, PaperKind, PaperName, Recognition, Related } from './paper';
import { parseCardBody } from './cardBody';
import type { Parsed } from './problem';

export const PAPER_FIELDS = [
  'key', 'title', 'titles', 'authors', 'year', 'kind', 'arxiv', 'category', 'venue', 'doi', 'code',
  'unconfirmed', 'note', 'names', 'themes', 'terms', 'related',
] as const; // prettier-ignore

/** The fields of an item in these lists. */
export const ITEM_FIELDS = {
  authors: ['given', 'family'],
  names: ['name', 'when', 'cues'],
  related: ['key', 'why'],
} as const;

export const KINDS = ['article', 'inproceedings', 'preprint'] as const satisfies PaperKind[];
export const RECOGNITIONS = ['always', 'exact', 'evidence'] as const satisfies Recognition[];

const KEY = /^[\p{L}\p{N}_][\p{L}\p{N}_:.+/-]*$/u;
const ARXIV = /^(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?\/\d{7})$/;
const FIRST_YEAR = 1500;
const LAST_YEAR = 2200;

/**
 * Reads one card. A card without a valid key, title, author or year gives no paper; any other fault
 * costs only its field. Problems name file, line and reason. Never throws.
 */
export function parsePaper(file: string, text: string): Parsed<Paper | undefined> {
  const front = parseFrontMatter(file, text);
  if (!front.value) return { value: undefined, problems: front.problems };
  const reader = new FieldReader(file, front.value);
  reader.reportUnknownFields(PAPER_FIELDS);
  const key = reader.text('key');
  if (key !== '' && !KEY.test(key))
    reader.report(
      'key',
      `The key "${key}" cannot be cited: use letters, digits and _ : . + / - inside.`,
    );
  const title = reader.text('title');
  const year = readYear(reader);
  const authors = reader.list('authors', readAuthor, ITEM_FIELDS.authors);
  if (authors.length === 0) reader.report('authors', 'The paper needs at least one author.');
  const body = parseCardBody(file, front.value.body, front.value.bodyLine);
  const optional = readOptional(reader);
  const lists = readLists(reader);
  const kind = readKind(reader, optional.venue);
  const problems = [...reader.problems, ...body.problems];
  if (!KEY.test(key) || title === '' || year === undefined || authors.length === 0)
    return { value: undefined, problems };
  return {
    value: { key, title, authors, year, kind, ...optional, ...lists, ...body.value },
    problems,
  };
}

function readYear(reader: FieldReader): number | undefined {
  const year = reader.value('year');
  if (typeof year === 'number' && Number.isInteger(year) && year >= FIRST_YEAR && year <= LAST_YEAR)
    return year;
  reader.report(
    'year',
    year === undefined ? '"year" is missing.' : '"year" must be a number of four digits.',
  );
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function readAuthor(item: unknown): Author | undefined {
  const { given, family } = asRecord(item) ?? {};
  if (!isText(family)) return undefined;
  if (given === undefined) return { family };
  return typeof given === 'string' ? { given, family } : undefined;
}

function readKind(reader: FieldReader, venue: string | undefined): PaperKind {
  const value = reader.value('kind') ?? (venue ? 'inproceedings' : 'preprint');
  const kind = KINDS.find((known) => known === value);
  if (kind) return kind;
  reader.report('kind', '"kind" must be article, inproceedings or preprint.');
  return 'preprint';
}

/** What an optional text must look like, and what is said where it does not. */
const OPTIONAL = {
  arxiv: { valid: ARXIV, fault: 'it is not an arXiv id' },
  doi: { valid: /^10\.\d{4,9}\/\S+$/, fault: 'it is not a DOI; give it without its resolver' },
  code: { valid: /^https?:\/\//, fault: 'it must be an http(s) address' },
  category: { valid: /./, fault: '' },
  venue: { valid: /./, fault: '' },
  note: { valid: /./, fault: '' },
} as const;

type OptionalTexts = { readonly [field in keyof typeof OPTIONAL]?: string };

function readOptional(reader: FieldReader): OptionalTexts {
  const read = Object.entries(OPTIONAL).map(([field, { valid, fault }]) => {
    const text = reader.optionalText(field);
    if (text === undefined || valid.test(text)) return [field, text] as const;
    reader.report(field, `"${field}" is ${describe(text)}: ${fault}.`);
    return [field, undefined] as const;
  });
  return Object.fromEntries(read.filter(([, text]) => text !== undefined));
}

function readLists(reader: FieldReader) {
  return {
    titles: reader.texts('titles'),
    unconfirmed: reader.texts('unconfirmed'),
    names: reader.list('names', readName, ITEM_FIELDS.names),
    themes: reader.texts('themes'),
    terms: reader.texts('terms'),
    related: reader.list('related', readRelated, ITEM_FIELDS.related),
  };
}

function readName(item: unknown): PaperName | undefined {
  if (isText(item)) return { name: item.trim(), when: 'always', cues: [] };
  const name = asRecord(item);
  if (!name || !isText(name.name)) return undefined;
  const when = RECOGNITIONS.find((known) => known === (name.when ?? 'always'));
  if (!when) return undefined;
  const cues: unknown = name.cues ?? [];
  if (!Array.isArray(cues) || !cues.every(isText)) return undefined;
  return { name: name.name.trim(), when, cues };
}

function readRelated(item: unknown): Related | undefined {
  const { key, why } = asRecord(item) ?? {};
  return isText(key) && isText(why) ? { key: key.trim(), why: why.trim() } : undefined;
}

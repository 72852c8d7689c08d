// Owns libraries in RIS.
import type { Author } from '../../corpus/paper';
import { shift, type Span } from '../../text/span';
import { yearOf } from '../csl/date';
import { plainRichText } from '../csl/plainText';
import { newDraft, type SectionDraft } from '../draft';
import type { Entry, EntryDetails } from '../entry';
import { foundNames, foundTitle } from '../found';
import type { LibraryFormat } from '../format';
import { arxivAmong, doiAmong } from '../identifiers';
import { cutRecords, fieldsIn, type RisField, type RisRecord } from './records';

const AUTHORS = ['AU', 'A1'];
const EDITORS = ['ED', 'A2'];
const TITLES = ['TI', 'T1', 'CT', 'BT'];
const YEARS = ['PY', 'Y1'];
const CONTAINERS = ['T2', 'JF', 'JO', 'JA', 'BT'];
const URLS = ['UR', 'LK'];
const MAY_HOLD_DOI = ['DO', 'M3', ...URLS];
const MAY_HOLD_ARXIV = [...URLS, 'AN', 'M1', 'N1', 'JO', 'T2'];
const NO_KEYS: readonly string[] = [];

const NOT_CLOSED = 'This entry is not closed by a line "ER  - ".';
const STRAY = 'These lines stand in no entry: a line "TY  - " is missing in front of them.';
const NO_KEY = 'This entry has no "ID", and no author or year to make a key from. It is left out.';

export const ris: LibraryFormat = {
  name: 'ris',
  readSection(text, from, size, cut) {
    const { records, end, strayLines } = cutRecords(text, from, from + size);
    const draft = newDraft();
    draft.text = cut(from, end);
    for (const at of strayLines) report(draft, at - from, STRAY);
    for (const record of records) readEntry(draft, shift(record, -from));
    return { section: draft, end };
  },
  close: (entry) => entry,
  fields: (entry) =>
    fieldsIn(entry.section.text, entry).map(({ tag, tagSpan, valueSpan }) => ({
      name: tag.toLowerCase(),
      nameSpan: tagSpan,
      valueSpan,
    })),
  details: detailsOf,
};

function readEntry(draft: SectionDraft, { start, end, isClosed }: RisRecord): void {
  if (!isClosed) report(draft, start, NOT_CLOSED);
  const values = new Values(draft.text, { start, end });
  const id = values.fields.find(
    ({ tag, valueSpan: { start, end } }) => tag === 'ID' && end > start,
  );
  const key = id ? values.textOf(id) : madeKey(values);
  if (key === '') {
    report(draft, start, NO_KEY);
    return;
  }
  const [label, doi] = [values.first(['LB']), doiAmong(values.all(MAY_HOLD_DOI))];
  const authors = values.all(AUTHORS);
  const people = authors.length > 0 ? authors : values.all(EDITORS);
  draft.entries.push({
    section: draft,
    start,
    end,
    key,
    // A key that is made stands nowhere: its span is empty.
    keySpan: id ? id.valueSpan : { start, end: start },
    aliases: label === '' || label === key ? NO_KEYS : [label],
    type: values.first(['TY']).toLowerCase(),
    title: foundTitle(plainRichText(values.first(TITLES))),
    authors: foundNames(people.map((name) => authorOf(name).family)),
    year: yearOf(values.first([...YEARS, 'DA'])),
    doi,
    arxiv: arxivAmong(doi, values.all(MAY_HOLD_ARXIV)),
    isOpen: false,
  });
}

/** The key that Pandoc makes, so that what is cited by it resolves there: `Mishkin_Matas_2015`. */
function madeKey(values: Values): string {
  const families = values.all(AUTHORS).map((name) => /^[^,\s]*/.exec(name)?.[0] ?? '');
  return (
    families.join('_') +
    values
      .all(YEARS)
      .map((year) => `_${year}`)
      .join('')
  );
}

function detailsOf(entry: Entry): EntryDetails {
  const values = new Values(entry.section.text, entry);
  const text = (tags: readonly string[]) => plainRichText(values.first(tags)) || undefined;
  return {
    title: text(TITLES) ?? '',
    authors: values.all(AUTHORS).map(authorOf),
    editors: values.all(EDITORS).map(authorOf),
    year: entry.year,
    container: text(CONTAINERS),
    publisher: text(['PB']),
    volume: text(['VL']),
    pages: values.all(['SP', 'EP']).join('–') || undefined,
    url: values.first(URLS) || undefined,
    abstract: text(['AB', 'N2']),
    keywords: values.all(['KW']).map(plainRichText),
  };
}

/** `Family, Given, Suffix`; without a comma, the name of a group. */
function authorOf(name: string): Author {
  const [family = '', given = '', suffix = ''] = name.split(',').map(plainRichText);
  const whole = suffix === '' ? family : `${family} ${suffix}`;
  return given === '' ? { family: whole } : { family: whole, given };
}

/** The values of one entry by tag, without empty ones. */
class Values {
  readonly fields: readonly RisField[];
  readonly #text: string;

  constructor(text: string, record: Span) {
    this.#text = text;
    this.fields = fieldsIn(text, record);
  }

  textOf({ valueSpan }: RisField): string {
    return this.#text.slice(valueSpan.start, valueSpan.end);
  }

  /** In the file's order. */
  all(tags: readonly string[]): string[] {
    return this.fields
      .filter(({ tag }) => tags.includes(tag))
      .map((field) => this.textOf(field))
      .filter((value) => value !== '');
  }

  /** Of the first of these tags that is there, else empty. */
  first(tags: readonly string[]): string {
    for (const tag of tags) {
      const [value] = this.all([tag]);
      if (value !== undefined) return value;
    }
    return '';
  }
}

function report(draft: SectionDraft, start: number, message: string): void {
  draft.problems.push({ code: 'syntax', start, end: start + 1, message });
}

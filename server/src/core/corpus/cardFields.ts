// Owns what the fields of a corpus' files mean, and how each is begun when one is written.
import { ITEM_FIELDS, PAPER_FIELDS } from './paperFile';

type Field = (typeof PAPER_FIELDS)[number];
type ListField = keyof typeof ITEM_FIELDS;

/** The build takes them from corpus/papers.schema.json: `year`, `authors.given`. */
declare const PAPERLENS_CARD_FIELDS: Readonly<Record<string, string>>;

/** What a field is, or a field of an item; undefined for what is none. */
export function meaningOf(field: string): string | undefined {
  return Object.hasOwn(PAPERLENS_CARD_FIELDS, field) ? PAPERLENS_CARD_FIELDS[field] : undefined;
}

/** What opens a field, with tab stops in VS Code's snippet syntax. */
export const FIELD_FORMS: Readonly<Record<Field, string>> = {
  key: 'key: ',
  title: 'title: "$1"',
  titles: 'titles:\n  - "$1"',
  authors: 'authors:\n  - {given: "$1", family: "$2"}',
  year: 'year: ',
  kind: 'kind: ',
  arxiv: 'arxiv: "$1"',
  category: 'category: "$1"',
  venue: 'venue: "$1"',
  doi: 'doi: "$1"',
  code: 'code: "$1"',
  unconfirmed: 'unconfirmed: [$1]',
  note: 'note: "$1"',
  names: 'names:\n  - "$1"',
  themes: 'themes: [$1]',
  terms: 'terms: [$1]',
  related: 'related:\n  - {key: "$1", why: "$2"}',
};

/** A card as it is begun: what must be in it, and the name without which it is hardly found. */
export function cardForm(key: string): string {
  const fields = [
    `key: \${1:${key}}`,
    'title: "$2"',
    'authors:',
    '  - {given: "$3", family: "$4"}',
    'year: $5',
  ];
  return [
    '---',
    ...fields,
    'names:',
    '  - "$6"',
    '---',
    '',
    '$7',
    '',
    '## Findings',
    '- $0',
    '',
  ].join('\n');
}

/** The same for an item of a list, and for each of its fields. */
export const ITEM_FORMS: Readonly<
  Record<ListField, { readonly label: string; readonly form: string }>
> = {
  authors: { label: 'author', form: '{given: "$1", family: "$2"}' },
  names: { label: 'name', form: '{name: "$1", when: evidence, cues: ["$2"]}' },
  related: { label: 'related', form: '{key: "$1", why: "$2"}' },
};

export function itemFieldForm(field: string): string {
  return field === 'when' ? 'when: ' : field === 'cues' ? 'cues: ["$1"]' : `${field}: "$1"`;
}

/** Of these a public record can tell, or fail to. */
export const FACTS: readonly Field[] = PAPER_FIELDS.slice(1, PAPER_FIELDS.indexOf('unconfirmed'));

export function isField(name: string): name is Field {
  return PAPER_FIELDS.some((field) => field === name);
}

export function isListField(name: unknown): name is ListField {
  return typeof name === 'string' && Object.hasOwn(ITEM_FIELDS, name);
}

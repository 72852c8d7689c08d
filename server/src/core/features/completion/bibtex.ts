// Owns the completion in .bib files: types, fields, strings, and keys by which entries name each other.
import { placeInBibtex, type BibtexPlace } from '../../library/bibtex/place';
import { expectedFields, fieldNamesFor, isExpected } from '../../library/bibtex/fieldNames';
import { MONTH_NAMES } from '../../library/bibtex/strings';
import { styleOf } from '../../library/bibtex/style';
import { ENTRY_TYPES } from '../../library/bibtex/types';
import { writeEntry } from '../../library/bibtex/writeEntry';
import type { Library } from '../../library/library';
import { fold } from '../../text/fold';
import { shift } from '../../text/span';
import { MAX_ITEMS, type Completion, type CompletionItem } from './item';

type Proposal = Pick<CompletionItem, 'label' | 'detail' | 'newText' | 'isSnippet'>;

/** Completion at an offset of a library's document, or undefined where nothing can be named. */
export function completeInBibtex(library: Library, offset: number): Completion | undefined {
  const placed = library.sectionAt(offset);
  if (!placed || library.format.name !== 'bibtex') return undefined;
  const { text } = placed.section;
  const place = placeInBibtex(text, offset - placed.start);
  if (!place) return undefined;
  const typed = text.slice(place.start, offset - placed.start);
  const wanted = fold(typed);
  const span = { start: placed.start + place.start, end: offset };
  const proposals = proposalsAt(library, place, text).filter(({ label }) =>
    fold(label).startsWith(wanted),
  );
  return {
    isIncomplete: true,
    items: proposals.slice(0, MAX_ITEMS).map((proposal) => ({
      ...proposal,
      kind: 'bibtex',
      description: '',
      insert: span,
      replace: shift({ start: place.start, end: place.end }, placed.start),
      filterText: typed,
      id: proposal.label,
    })),
  };
}

function proposalsAt(library: Library, place: BibtexPlace, text: string): Proposal[] {
  switch (place.kind) {
    case 'type':
      return typesAt(place, text);
    case 'field':
      return fieldsAt(place, text);
    case 'otherKey':
      return keysOf(library);
    case 'string':
      return stringsOf(library);
    case 'key':
    case 'newString':
    case 'value':
      return [];
  }
}

/** With the fields that the type should have, in the file's own style, unless the entry is there already. */
function typesAt({ end }: BibtexPlace, text: string): Proposal[] {
  const others = ['string', 'comment', 'preamble'].map((type) => word(type, 'no entry'));
  if (/^\s*[{(]/.test(text.slice(end, end + 20)))
    return [...ENTRY_TYPES.map((type) => word(type, 'type')), ...others];
  const style = styleOf(text);
  const entries = ENTRY_TYPES.map((type) => {
    const fields = expectedFields(type);
    const stops = fields.map((name, i) => [name, `$${i + 2}`] as const);
    const written = writeEntry({ type, key: '${1:key}', fields: stops }, style);
    // The `@` is there.
    const newText = `${written.slice(1)}$0`;
    return { label: type, detail: `with ${fields.join(', ')}`, newText, isSnippet: true };
  });
  return [...entries, ...others];
}

/** Without those that are there already; with braces for the value, unless one follows. */
function fieldsAt({ type, present, end }: BibtexPlace, text: string): Proposal[] {
  const hasValue = /^\s*=/.test(text.slice(end, end + 20));
  return fieldNamesFor(type)
    .filter((name) => !present.includes(name))
    .map((name) => ({
      label: name,
      detail: isExpected(type, name) ? `expected of @${type}` : 'field',
      newText: hasValue ? name : `${name} = {$1},$0`,
      isSnippet: !hasValue,
    }));
}

function keysOf(library: Library): Proposal[] {
  return library.entries.map(({ key, title }) => word(key, title));
}

function stringsOf(library: Library): Proposal[] {
  const own = library.sections.flatMap(({ section }) =>
    section.strings.map(({ name, value }) => word(name, value)),
  );
  return [...own, ...MONTH_NAMES.map((month) => word(month, 'month'))];
}

function word(label: string, detail: string): Proposal {
  return { label, detail, newText: label, isSnippet: false };
}

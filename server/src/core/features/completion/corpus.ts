// Owns the completion in a corpus of one's own: fields of cards and themes, their values, headings of a card's body.
import { SECTIONS } from '../../corpus/cardBody';
import {
  cardForm,
  FACTS,
  FIELD_FORMS,
  isListField,
  ITEM_FORMS,
  itemFieldForm,
  meaningOf,
} from '../../corpus/cardFields';
import { frontMatterSpan } from '../../corpus/frontMatterFile';
import { corpusFileKind } from '../../corpus/ownCorpus';
import { ITEM_FIELDS, KINDS, PAPER_FIELDS, RECOGNITIONS } from '../../corpus/paperFile';
import { placeTyped, type YamlPlace } from '../../corpus/yamlPlace';
import { Works } from '../../index/works';
import { authorsAndYear } from '../../render/workCard';
import type { OpenDocument, Snapshot } from '../../snapshot';
import { fold } from '../../text/fold';
import type { Span } from '../../text/span';
import { plainTitle } from '../../works/authors';
import { MAX_ITEMS, type Completion, type CompletionItem } from './item';
import { proposal, type Proposal } from './proposal';
import { themeProposals } from './themesFile';

/** Where a heading of the body is typed. */
const HEADING = /^##?[ \t]*[\w \t]*$/;
/** What goes on behind the cursor, to be overwritten on request. */
const REST = /^[^\s,:"'\]}]*/;

/** Completion in a file of a corpus, or undefined where nothing of the corpus can be named. */
export function completeInCorpus(
  snapshot: Snapshot,
  { uri, text }: OpenDocument,
  offset: number,
): Completion | undefined {
  const kind = corpusFileKind(uri);
  if (kind === undefined || kind === 'snippet') return undefined;
  const yaml = kind === 'card' ? frontMatterSpan(text) : { start: 0, end: text.length };
  if (!yaml) return newCard(uri, text, offset);
  if (offset < yaml.start) return undefined;
  if (offset > yaml.end) return headings(text, yaml.end, offset);
  const place = placeTyped(text.slice(yaml.start, yaml.end), offset - yaml.start);
  if (!place) return undefined;
  const span = { start: yaml.start + place.start, end: offset };
  const typed = text.slice(span.start, offset);
  if (kind === 'themes') return toCompletion(themeProposals(place), span, text);
  const further = fieldsIn(text.slice(offset, yaml.end));
  const found = relatedKeys(snapshot, place, typed);
  return found
    ? toCompletion(found, span, text, true)
    : toCompletion(cardProposals(snapshot, place, further), span, text);
}

/** In a file that is still empty, or has its first dashes. */
function newCard(uri: string, text: string, offset: number): Completion | undefined {
  if (!/^-{0,3}\s*$/.test(text) || text.slice(0, offset).includes('\n')) return undefined;
  const key = /([\w-]+)\.md$/.exec(uri)?.[1] ?? '';
  const card = proposal('--- card', 'a card with what must be in it', cardForm(key));
  return toCompletion([card], { start: 0, end: offset }, text);
}

function headings(text: string, bodyStart: number, offset: number): Completion | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (!HEADING.test(text.slice(start, offset))) return undefined;
  const body = text.slice(bodyStart, start) + text.slice(offset);
  const missing = SECTIONS.filter((section) => !body.includes(`\n## ${section}`));
  const found = missing.map((section) => proposal(`## ${section}`, 'section'));
  return toCompletion(found, { start, end: offset }, text);
}

/** Names at the beginning of lines: fields that the card has already. */
function fieldsIn(yaml: string): string[] {
  return [...yaml.matchAll(/^([a-z]+):/gm)].map((match) => match[1] ?? '');
}

function cardProposals(
  { catalog }: Snapshot,
  { path, isField, siblings }: YamlPlace,
  further: readonly string[],
): Proposal[] {
  const [field, , itemField] = path;
  const has = (name: string) => siblings.includes(name);
  const isTop = path.length === 0;
  if (isTop)
    return PAPER_FIELDS.filter((name) => !has(name) && !further.includes(name)).map((name) =>
      proposal(name, meaningOf(name) ?? '', FIELD_FORMS[name]),
    );
  if (isListField(field) && itemField === undefined && path.length === 2) {
    if (!isField)
      return [proposal(ITEM_FORMS[field].label, meaningOf(field) ?? '', ITEM_FORMS[field].form)];
    const names: readonly string[] = ITEM_FIELDS[field];
    return names
      .filter((name) => !has(name))
      .map((name) => proposal(name, meaningOf(`${field}.${name}`) ?? '', itemFieldForm(name)));
  }
  if (isField) return [];
  if (field === 'kind') return KINDS.map((kind) => proposal(kind, meaningOf('kind') ?? ''));
  if (field === 'names' && itemField === 'when')
    return RECOGNITIONS.map((when) => proposal(when, meaningOf('names.when') ?? ''));
  if (field === 'unconfirmed') return FACTS.map((name) => proposal(name, meaningOf(name) ?? ''));
  if (field !== 'themes') return [];
  return catalog.themes.flatMap(({ label, children }) =>
    children.map((child) => ({ ...proposal(child.id, child.label), description: label })),
  );
}

/** Papers as after `@`; those of libraries have no card to be related to. */
function relatedKeys(
  { catalog, searches }: Snapshot,
  { path, isField }: YamlPlace,
  typed: string,
): Proposal[] | undefined {
  const [field, , itemField] = path;
  if (isField || field !== 'related' || itemField !== 'key') return undefined;
  const works = new Works(catalog, searches, []);
  const query = typed.trim();
  const found =
    query === ''
      ? works.latest(MAX_ITEMS)
      : [...works.withKeyPrefix(fold(query), MAX_ITEMS), ...works.search(query, MAX_ITEMS)];
  const papers = new Set(found.flatMap(({ paper }) => paper ?? []));
  return [...papers].map((paper) => ({
    ...proposal(paper.key, plainTitle(paper.title)),
    description: authorsAndYear({ key: paper.key, paper }),
  }));
}

/**
 * What begins as was typed; `isRanked` for what has been searched by it. Always incomplete: what was typed is all
 * that the client filters by, so that it must ask again.
 */
function toCompletion(
  proposals: readonly Proposal[],
  insert: Span,
  text: string,
  isRanked = false,
): Completion | undefined {
  if (proposals.length === 0) return undefined;
  const typed = text.slice(insert.start, insert.end);
  const rest = REST.exec(text.slice(insert.end, insert.end + 200))?.[0].length ?? 0;
  const isNamed = /^\s*:/.test(text.slice(insert.end + rest, insert.end + rest + 10));
  const fitting = isRanked
    ? proposals
    : proposals.filter(({ label }) => fold(label).startsWith(fold(typed)));
  return {
    isIncomplete: true,
    items: fitting.slice(0, MAX_ITEMS).map((one): CompletionItem => ({
      ...one,
      kind: 'corpus',
      ...(isNamed ? { newText: one.label, isSnippet: false } : {}),
      insert,
      replace: { start: insert.start, end: insert.end + rest },
      filterText: typed,
      id: one.label,
    })),
  };
}

// Owns the hover in the files of a corpus: what a field means, and the card of a paper that is named by its key.
import { meaningOf } from '../../corpus/cardFields';
import { frontMatterSpan } from '../../corpus/frontMatterFile';
import { corpusFileKind } from '../../corpus/ownCorpus';
import { THEME_FIELDS } from '../../corpus/themes';
import { placeAt, type YamlPlace } from '../../corpus/yamlPlace';
import { Works } from '../../index/works';
import { escapeMarkdown } from '../../render/escape';
import type { OpenDocument, Snapshot } from '../../snapshot';
import { contains, shift } from '../../text/span';
import { subjectCard, type Hover, type HoverOptions } from './found';

/** The line of a snippet's header that names its paper. */
const PAPER_LINE = /^(# paper:[ \t]*["']?)([^\s"']+)/m;

export function corpusHover(
  snapshot: Snapshot,
  { uri, text }: OpenDocument,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const kind = corpusFileKind(uri);
  if (kind === undefined) return undefined;
  if (kind === 'snippet') return paperOfSnippet(snapshot, text, offset, options);
  const yaml = kind === 'card' ? frontMatterSpan(text) : { start: 0, end: text.length };
  if (!yaml || !contains(yaml, offset)) return undefined;
  const written = text.slice(yaml.start, yaml.end);
  const place = placeAt(written, offset - yaml.start);
  if (!place) return undefined;
  const name = written.slice(place.start, place.end);
  const markdown =
    kind === 'themes'
      ? themeField(place, name)
      : (cardField(place, name) ?? relatedPaper(snapshot, place, name, options));
  if (markdown === undefined) return undefined;
  return { markdown, span: shift({ start: place.start, end: place.end }, yaml.start) };
}

function themeField({ isField }: YamlPlace, name: string): string | undefined {
  const meaning = isField && Object.entries(THEME_FIELDS).find(([field]) => field === name);
  return meaning ? `**${name}** ${meaning[1]}` : undefined;
}

function cardField({ isField, path }: YamlPlace, name: string): string | undefined {
  if (!isField) return undefined;
  const fields = [...path.filter((step) => typeof step === 'string'), name];
  const meaning = meaningOf(fields.join('.'));
  return meaning === undefined ? undefined : `**${name}** ${escapeMarkdown(meaning)}`;
}

function relatedPaper(
  snapshot: Snapshot,
  { path, isField }: YamlPlace,
  key: string,
  options: HoverOptions,
): string | undefined {
  const [field, , itemField] = path;
  if (isField || field !== 'related' || itemField !== 'key') return undefined;
  return cardOf(snapshot, key, options);
}

/** Over the key in its header. */
function paperOfSnippet(
  snapshot: Snapshot,
  text: string,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const named = PAPER_LINE.exec(text);
  const [, before = '', key = ''] = named ?? [];
  const start = (named?.index ?? 0) + before.length;
  const span = { start, end: start + key.length };
  const markdown = contains(span, offset) ? cardOf(snapshot, key, options) : undefined;
  return markdown === undefined ? undefined : { markdown, span };
}

function cardOf(snapshot: Snapshot, key: string, options: HoverOptions): string | undefined {
  const work = new Works(snapshot.catalog, snapshot.searches, []).work(key);
  return work && subjectCard({ work, others: [] }, snapshot, options);
}

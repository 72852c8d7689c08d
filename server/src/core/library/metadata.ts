// Owns what YAML says of libraries: the front matter of a note, `_quarto.yml`, `_metadata.yml`.
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { yamlFields, type YamlField } from '../syntax/yamlFields';
import type { Span } from '../text/span';
import { LIBRARY_ENDING } from './libraryPlaces';

/** The path of a file as it is written, and where. */
export interface NamedPath extends Span {
  readonly path: string;
}

export interface Metadata {
  readonly bibliographies: readonly NamedPath[];
  /** They add to those of an outer file: a list does, a single name takes their place (Quarto). */
  readonly isAddition: boolean;
  /** Further YAML files that count as parts of this one (Quarto). */
  readonly metadataFiles: readonly NamedPath[];
  readonly profiles: ProjectProfiles;
  /** It holds entries itself, under `references`. */
  readonly hasReferences: boolean;
}

/** Variants of a project, each with a file of its own (Quarto, "Project Profiles"). */
export interface ProjectProfiles {
  /** Those that are active where nothing else is said. */
  readonly usual: readonly string[];
  /** Of each group one is active, the first where none is named. */
  readonly groups: readonly (readonly string[])[];
}

/** `bibliography_main` and the like are read by filters for several bibliographies. */
const BIBLIOGRAPHY = /^bibliography(?:[_-].+)?$/;
const METADATA_FILES = /^metadata-files?$/;
const NOTHING = /^\s*(?:\[\s*\]|null|~)?\s*$/;

/**
 * Reads what lies between the dashes of front matter, or that with its dashes. Undefined where a field that matters
 * cannot be read, as while it is typed: then what was read before holds. Never throws; linear.
 */
export function readMetadata(text: string): Metadata | undefined {
  const { fields, strays } = yamlFields(text);
  const { named, formats, parts } = fieldsThatName(text, fields);
  const read = [...named, ...formats, ...parts].map((field) => readValue(text, field));
  const values = read.filter((value) => value !== undefined);
  // A line without a colon may be the beginning of the field that is missed.
  const isTyped = strays > 0 && named.length === 0;
  if (isTyped || values.length < read.length) return undefined;
  const own = values.slice(0, named.length);
  const ofFormats = values.slice(named.length, named.length + formats.length).flatMap(inFormats);
  return {
    bibliographies: [...own, ...ofFormats].flatMap(bibliographiesIn),
    isAddition: own.length > 1 || ofFormats.length > 0 || own.some(({ node }) => !isScalar(node)),
    metadataFiles: values.slice(named.length + formats.length).flatMap(pathsIn),
    profiles: profilesIn(text, fields),
    hasReferences: fields.some(
      ({ key, valueStart, end }) =>
        key === 'references' && !NOTHING.test(text.slice(valueStart, end)),
    ),
  };
}

/** A field that names libraries and cannot be read, at its key. */
export interface UnreadableField extends Span {
  readonly key: string;
  readonly reason: string;
}

/** Why {@link readMetadata} gives nothing, where it is for a fault in the YAML. */
export function unreadableFields(text: string): UnreadableField[] {
  const { named, formats, parts } = fieldsThatName(text, yamlFields(text).fields);
  return [...named, ...formats, ...parts].flatMap((field) => {
    if (readValue(text, field)) return [];
    const start = text.indexOf(field.key, field.start);
    const reason = faultIn(text.slice(field.start, field.end)) ?? 'It is nested too deep.';
    return [{ key: field.key, reason, start, end: start + field.key.length }];
  });
}

function fieldsThatName(text: string, fields: readonly YamlField[]) {
  return {
    named: fields.filter(({ key }) => BIBLIOGRAPHY.test(key)),
    formats: fields.filter(
      ({ key, start, end }) => key === 'format' && text.slice(start, end).includes('bibliography'),
    ),
    parts: fields.filter(({ key }) => METADATA_FILES.test(key)),
  };
}

/** What stands behind a key. Its offsets count from `base`. */
interface Value {
  readonly key: string;
  readonly node: unknown;
  readonly base: number;
}

/** Without the lines that make it unreadable, if there are any. */
function readValue(text: string, { key, start, end, stray }: YamlField): Value | undefined {
  for (const until of new Set([end, stray])) {
    const node = parseField(text.slice(start, until));
    if (node !== undefined) return { key, node, base: start };
  }
  return undefined;
}

/** Pandoc may refuse these, but what is meant is clear. */
const HARMLESS = new Set(['BAD_DQ_ESCAPE', 'BAD_SCALAR_START', 'TAB_AS_INDENT']);
/** Nested deeper than anyone writes. The parser descends, and a full stack can end the process. */
const DEEPEST = 200;

function parseField(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  const { contents, errors } = parsed(text);
  if (!isMap<unknown, unknown>(contents) || errors.length > 0) return undefined;
  return contents.items[0]?.value ?? null;
}

/** In a sentence; undefined where there is none, or where it is not looked for. */
function faultIn(text: string): string | undefined {
  const [first] = isTooDeep(text) ? [] : parsed(text).errors;
  return first && `${first.message.replace(/[.:]?$/, '')}.`;
}

function parsed(text: string) {
  const { contents, errors } = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  return { contents, errors: errors.filter(({ code }) => !HARMLESS.has(code)) };
}

function isTooDeep(text: string): boolean {
  const opened = text.match(/[[{]/g)?.length ?? 0;
  const leading = text.match(/^[ \t]*(?:[-?][ \t]+)*/gm)?.map((start) => start.length) ?? [];
  return opened > DEEPEST || leading.some((length) => length > DEEPEST);
}

/** The bibliographies of single formats: `format: html: bibliography: …`. */
function inFormats({ node, base }: Value): Value[] {
  const pairsOf = (map: unknown) => (isMap<unknown, unknown>(map) ? map.items : []);
  return pairsOf(node)
    .flatMap((format) => pairsOf(format.value))
    .map(({ key, value }) => ({ key: isScalar(key) ? String(key.value) : '', node: value, base }))
    .filter(({ key }) => BIBLIOGRAPHY.test(key));
}

function bibliographiesIn(value: Value): NamedPath[] {
  const paths = pathsIn(value);
  return value.key === 'bibliography'
    ? paths
    : paths.filter(({ path }) => LIBRARY_ENDING.test(path));
}

/** All texts in a value, whatever its shape. */
function pathsIn({ node, base }: Pick<Value, 'node' | 'base'>): NamedPath[] {
  if (isSeq(node)) return node.items.flatMap((item) => pathsIn({ node: item, base }));
  if (isMap<unknown, unknown>(node)) {
    return node.items.flatMap(({ value }) => pathsIn({ node: value, base }));
  }
  if (!isScalar(node) && !isAlias(node)) return [];
  const path = isAlias(node) ? `*${node.source}` : textOf(node);
  if (path === '' || !node.range) return [];
  const quote = isScalar(node) && node.type?.startsWith('QUOTE') ? 1 : 0;
  return [{ path, start: base + node.range[0] + quote, end: base + node.range[1] - quote }];
}

/** With its tag, by which R Markdown marks what is computed (`!expr`). */
function textOf({ value, source, tag }: { value: unknown; source?: string; tag?: string }): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? value.trim() : (source ?? '');
  return tag?.startsWith('!') ? `${tag} ${text}` : text;
}

function profilesIn(text: string, fields: readonly YamlField[]): ProjectProfiles {
  const field = fields.find(({ key }) => key === 'profile');
  const value = field && readValue(text, field)?.node;
  if (!isMap<unknown, unknown>(value)) return { usual: [], groups: [] };
  const names = (node: unknown) => pathsIn({ node, base: 0 }).map(({ path }) => path);
  const group = value.get('group', true);
  const isListOfLists = isSeq(group) && group.items.some((item) => isSeq(item));
  const groups = isListOfLists ? group.items.map(names) : [names(group)];
  return {
    usual: names(value.get('default', true)),
    groups: groups.filter(({ length }) => length > 0),
  };
}

// Owns where a place in YAML is: under which fields and items, and whether a field's name or a value stands there.
import { isPair, isScalar, isSeq, parseDocument, visit, type Document, type Scalar } from 'yaml';

export interface YamlPlace {
  /** Fields and item numbers that lead here; for the name of a field, those that lead to its record. */
  readonly path: readonly (string | number)[];
  readonly isField: boolean;
  /** Offsets of the name or value, without its quotes. */
  readonly start: number;
  readonly end: number;
  /** For the name of a field, the others of its record; while it is typed, those before it. */
  readonly siblings: readonly string[];
}

/** Of the private use area: nobody writes it. */
const CURSOR = '\uE000';
/** What closes the quote that the cursor may stand in. */
const QUOTES = ['', '"', "'"];
/** A card has some hundred lines of front matter at most; a place in more is not looked for. */
const LONGEST = 100_000;

/**
 * The place of what is being typed at `offset`, where its end is. Only what stands before it counts, however broken
 * what follows is. Linear in `offset`.
 */
export function placeTyped(yaml: string, offset: number): YamlPlace | undefined {
  if (offset > LONGEST || yaml.includes(CURSOR)) return undefined;
  for (const quote of QUOTES) {
    const document = read(yaml.slice(0, offset) + CURSOR + quote);
    const place = findPlace(document, ({ value }) => String(value).includes(CURSOR));
    if (!place) continue;
    // A line without a colon is read as the beginning of the next one's name.
    const before = yaml.slice(place.start, offset);
    const indent = /^[\s\S]*\n[ \t]*/.exec(before)?.[0].length ?? 0;
    return { ...place, start: place.start + indent, end: offset };
  }
  return undefined;
}

/** The place of what stands at `offset`. Linear in the YAML. */
export function placeAt(yaml: string, offset: number): YamlPlace | undefined {
  if (yaml.length > LONGEST) return undefined;
  return findPlace(read(yaml), ({ range }) => {
    return range ? range[0] <= offset && offset < range[1] : false;
  });
}

function read(yaml: string): Document {
  return parseDocument(yaml, { prettyErrors: false, logLevel: 'silent' });
}

function findPlace(document: Document, isIt: (scalar: Scalar) => boolean): YamlPlace | undefined {
  let found: YamlPlace | undefined;
  visit(document, {
    Scalar(role, node, ancestors) {
      if (!isIt(node)) return undefined;
      found = toPlace(role === 'key', node, ancestors);
      return visit.BREAK;
    },
  });
  return found;
}

function toPlace(isField: boolean, node: Scalar, ancestors: readonly unknown[]): YamlPlace {
  const path = ancestors.flatMap((one, i): (string | number)[] => {
    const next = ancestors[i + 1] ?? node;
    if (isSeq(one)) return [one.items.indexOf(next)];
    return isPair(one) && one.key !== node ? nameOf(one) : [];
  });
  const record = ancestors[ancestors.length - 2];
  const pairs =
    isField && typeof record === 'object' && record !== null && 'items' in record
      ? (record.items as unknown[])
      : [];
  const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
  const [start, end] = node.range ?? [0, 0];
  const siblings = pairs.flatMap((pair) => (isPair(pair) && pair.key !== node ? nameOf(pair) : []));
  return {
    path,
    isField,
    start: start + quote,
    end: Math.max(start + quote, end - quote),
    siblings,
  };
}

function nameOf({ key }: { readonly key: unknown }): string[] {
  return isScalar(key) ? [String(key.value)] : [];
}

// Owns how a .bib file is written: the habits of its entries, so that a new one looks like them.
import type { ScannedField, ScannedItem } from './item';
import { itemsOf } from './items';
import { BRACE, COMMA, QUOTE, skipBlanks } from './signs';

type Case = 'lower' | 'capital' | 'upper';

export interface BibtexStyle {
  /** Before each field: a line end and the indent, or a blank where an entry is one line. */
  readonly beforeField: string;
  /** Between the last field, or its comma, and the closing brace. */
  readonly beforeClose: string;
  /** Between two entries. */
  readonly gap: string;
  /** Columns of `=` and of the value, from the start of the name; undefined where they do not line up. */
  readonly equalsColumn: number | undefined;
  readonly valueColumn: number | undefined;
  /** Around `=` where it does not line up. */
  readonly beforeEquals: string;
  readonly afterEquals: string;
  readonly quote: 'braces' | 'quotes';
  readonly hasBareNumbers: boolean;
  readonly hasLastComma: boolean;
  readonly typeCase: Case;
  readonly nameCase: Case;
}

/** So many entries show the habits of a file. */
const SAMPLE = 50;
/** So many of the fields must agree on a column. */
const AGREEMENT = 0.8;
const NUMBER = /^["{]?\d+["}]?$/;

const OWN: BibtexStyle = {
  beforeField: '\n  ',
  beforeClose: '\n',
  gap: '\n\n',
  equalsColumn: undefined,
  valueColumn: undefined,
  beforeEquals: ' ',
  afterEquals: ' ',
  quote: 'braces',
  hasBareNumbers: false,
  hasLastComma: true,
  typeCase: 'lower',
  nameCase: 'lower',
};

/** The habits of the first entries of `text`, each by majority; where it shows none, our own. */
export function styleOf(text: string): BibtexStyle {
  const all = sampleOf(text);
  const items = all.filter(({ kind, fields }) => kind === 'entry' && fields.length > 0);
  const fields = items.flatMap((item) => item.fields);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const ends = items.filter(({ isClosed }) => isClosed).map((item) => endOf(text, item));
  const equals = ({ nameEnd }: ScannedField) => skipBlanks(text, nameEnd);
  const slices = (cut: (field: ScannedField) => [number, number]) =>
    fields.map((field) => text.slice(...cut(field)));
  const numbers = slices((field) => [field.valueStart, field.valueEnd]).filter((v) =>
    NUMBER.test(v),
  );
  const own = (blanks: string) => blanks.replace(/\n/g, lineEnd);
  return {
    beforeField:
      usual(fields.map((field) => blanksBefore(text, field.nameStart))) ?? own(OWN.beforeField),
    beforeClose: usual(ends.map(({ blanks }) => blanks)) ?? own(OWN.beforeClose),
    gap: usual(gapsIn(text, all)) ?? own(OWN.gap),
    equalsColumn: columnOf(fields, equals),
    valueColumn: columnOf(fields, ({ valueStart }) => valueStart),
    beforeEquals: usual(slices((field) => [field.nameEnd, equals(field)])) ?? OWN.beforeEquals,
    afterEquals: usual(slices((field) => [equals(field) + 1, field.valueStart])) ?? OWN.afterEquals,
    quote: usual(fields.flatMap((field) => quoteOf(text, field))) ?? OWN.quote,
    hasBareNumbers: usual(numbers.map((value) => /^\d/.test(value))) ?? OWN.hasBareNumbers,
    hasLastComma: usual(ends.map(({ hasComma }) => hasComma)) ?? OWN.hasLastComma,
    typeCase:
      usual(items.map((item) => caseOf(text.slice(item.start + 1, item.typeEnd)))) ?? OWN.typeCase,
    nameCase:
      usual(slices((field) => [field.nameStart, field.nameEnd]).map(caseOf)) ?? OWN.nameCase,
  };
}

function sampleOf(text: string): ScannedItem[] {
  const items: ScannedItem[] = [];
  for (const item of itemsOf(text)) if (items.push(item) >= SAMPLE) break;
  return items;
}

/** The value that comes most often, the first of equals; undefined of none. */
function usual<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The column at which most fields have a sign, if it is the same for names of different lengths. */
function columnOf(
  fields: readonly ScannedField[],
  place: (field: ScannedField) => number,
): number | undefined {
  const column = (field: ScannedField) => place(field) - field.nameStart;
  const length = ({ nameStart, nameEnd }: ScannedField) => nameEnd - nameStart;
  const common = usual(fields.map(column));
  if (common === undefined) return undefined;
  // A longer name pushes the sign to the right.
  const short = fields.filter((field) => length(field) < common);
  const agreeing = short.filter((field) => column(field) === common);
  const isLined = new Set(agreeing.map(length)).size > 1;
  return isLined && agreeing.length >= AGREEMENT * short.length ? common : undefined;
}

function blanksBefore(text: string, at: number): string {
  return /\s*$/.exec(text.slice(Math.max(0, at - 100), at))?.[0] ?? '';
}

function endOf(text: string, { fields, end }: ScannedItem): { blanks: string; hasComma: boolean } {
  const behind = fields.at(-1)?.valueEnd ?? end;
  const comma = skipBlanks(text, behind);
  const hasComma = text.charCodeAt(comma) === COMMA;
  return { hasComma, blanks: text.slice(hasComma ? comma + 1 : behind, end - 1) };
}

function gapsIn(text: string, items: readonly ScannedItem[]): string[] {
  return items
    .map(({ end }, i) => text.slice(end, items[i + 1]?.start ?? end))
    .filter((gap) => gap !== '' && gap.trim() === '');
}

function quoteOf(text: string, { valueStart }: ScannedField): BibtexStyle['quote'] | [] {
  const sign = text.charCodeAt(valueStart);
  if (sign === QUOTE) return 'quotes';
  return sign === BRACE ? 'braces' : [];
}

function caseOf(word: string): Case {
  if (word === word.toLowerCase()) return 'lower';
  return word === word.toUpperCase() && word.length > 1 ? 'upper' : 'capital';
}

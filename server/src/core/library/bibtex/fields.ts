// Owns the fields of an entry by their names, wherever they stand, and how they are read.
import type { Entry, EntryField } from '../entry';
import type { ScannedField, ScannedItem } from './item';
import { scanItem } from './scanItem';
import { rawValue, type FieldText, type StringText } from './value';

/** A field, and the text of the section that it stands in. */
export interface Source {
  readonly text: string;
  readonly field: ScannedField;
}
/** By names in lower case. */
export type Sources = ReadonlyMap<string, Source>;

/** The fields that stand in the entry itself, in the file's order. Linear in the entry. */
export function fieldsOf({ section, start }: Entry): EntryField[] {
  return scanItem(section.text, start).fields.map((field) => ({
    name: nameOf(section.text, field),
    nameSpan: { start: field.nameStart, end: field.nameEnd },
    valueSpan: { start: field.valueStart, end: field.valueEnd },
  }));
}

/** Of a field that is given twice, the last counts. */
export function sourcesIn(text: string, { fields }: ScannedItem): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const field of fields) sources.set(nameOf(text, field), { text, field });
  return sources;
}

/** As in {@link sourcesIn}, for one name in lower case: faster by far where few are asked for. */
export function fieldNamed(
  text: string,
  { fields }: ScannedItem,
  name: string,
): ScannedField | undefined {
  for (let i = fields.length - 1; i >= 0; i--) {
    const field = fields[i];
    if (field && isNamed(text, field, name)) return field;
  }
  return undefined;
}

/** Of names that are ASCII letters alone, without a string for what stands there. */
export function isNamed(text: string, { nameStart, nameEnd }: ScannedField, name: string): boolean {
  if (nameEnd - nameStart !== name.length) return false;
  for (let i = 0; i < name.length; i++)
    if ((text.charCodeAt(nameStart + i) | 0x20) !== name.charCodeAt(i)) return false;
  return true;
}

/** In lower case. */
function nameOf(text: string, { nameStart, nameEnd }: ScannedField): string {
  return text.slice(nameStart, nameEnd).toLowerCase();
}

export function textIn(sources: Sources, string: StringText): FieldText {
  return (name) => {
    const source = sources.get(name);
    return source && rawValue(source.text, source.field, string);
  };
}

/** Keys as `crossref`, `xdata` and `ids` list them. */
export function keysIn(value: string): string[] {
  return value.split(/[\s,]+/).filter((key) => key !== '');
}

export function noString(): undefined {
  return undefined;
}

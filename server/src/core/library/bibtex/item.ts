// Owns what an item of a .bib file consists of as offsets, before anything of it is decoded.
import { shift } from '../../text/span';
import type { EntryProblem } from '../entry';

export type ItemKind = 'entry' | 'string' | 'preamble' | 'comment';

/** A name with its value; the value runs over all pieces that `#` joins. */
export interface ScannedField {
  nameStart: number;
  nameEnd: number;
  valueStart: number;
  valueEnd: number;
  /** One piece in braces or quotes that are closed: the text is what lies between them. */
  isPlain: boolean;
}

/** `@type{key, name = value, …}`. */
export interface ScannedItem {
  readonly kind: ItemKind;
  start: number;
  /** Behind the closing brace, or where it was missed. */
  end: number;
  isClosed: boolean;
  typeEnd: number;
  /** Both ends are the same where there is no key. */
  keyStart: number;
  keyEnd: number;
  /** In the file's order; of a string, its definitions. */
  readonly fields: ScannedField[];
  readonly problems: EntryProblem[];
  /** What was looked at to understand the item. The next one begins behind it. */
  reach: number;
}

/** The item with all its places moved. */
export function moveItem(item: ScannedItem, by: number): void {
  item.start += by;
  item.end += by;
  item.typeEnd += by;
  item.keyStart += by;
  item.keyEnd += by;
  item.reach += by;
  for (const field of item.fields) {
    field.nameStart += by;
    field.nameEnd += by;
    field.valueStart += by;
    field.valueEnd += by;
  }
  item.problems.forEach((problem, i) => (item.problems[i] = shift(problem, by)));
}

/** The type without its `@`, in lower case. */
export function typeOf(text: string, { start, typeEnd }: ScannedItem): string {
  return text.slice(start + 1, typeEnd).toLowerCase();
}

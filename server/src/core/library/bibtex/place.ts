// Owns what stands at an offset of a .bib file, also while it is being written.
import type { Span } from '../../text/span';
import { typeOf, type ScannedField, type ScannedItem } from './item';
import { itemsOf } from './items';
import { piecesOf, type Piece } from './value';

/** The span is what a completion replaces: the word, key or text around the offset; it may be empty. */
export interface BibtexPlace extends Span {
  /**
   * The word behind `@`, the entry's own key, the name of a field, the text of its value, a key in it of another
   * entry, the name of a string that is its value, or the name of a string where it is defined.
   */
  readonly kind: 'type' | 'key' | 'field' | 'value' | 'otherKey' | 'string' | 'newString';
  /** The type of the entry, in lower case. */
  readonly type: string;
  /** The field whose value it is, in lower case; else empty. */
  readonly field: string;
  /** All fields of the entry, in lower case. */
  readonly present: readonly string[];
}

type At = Pick<BibtexPlace, 'kind' | 'start' | 'end'>;

/** Their values are keys of entries, some with commas between. */
const OF_KEYS = new Set(['crossref', 'xref', 'xdata', 'related', 'entryset']);
const WORD_BREAK = /[\s,{}()"#=%@]/;
const KEY_BREAK = /[\s,{}"]/;
/** Outside of a comment. */
const BEGINS_TYPE = /^[^%]*@$/;
const SAME_LINE = /^[^\S\r\n]*$/;

/** Undefined where nothing can be named. `text` begins outside of items; linear in it. */
export function placeInBibtex(text: string, offset: number): BibtexPlace | undefined {
  for (const item of itemsOf(text)) {
    if (item.start >= offset) break;
    if (offset < item.end || (offset === item.end && !item.isClosed)) {
      return placeInItem(text, item, offset);
    }
  }
  const word = around(text, offset, WORD_BREAK, { start: 0, end: text.length });
  if (!BEGINS_TYPE.test(text.slice(lineStart(text, offset), word.start))) return undefined;
  const type = text.slice(word.start, word.end).toLowerCase();
  return { kind: 'type', ...word, type, field: '', present: [] };
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function placeInItem(text: string, item: ScannedItem, offset: number): BibtexPlace | undefined {
  const field = item.fields.filter(({ nameStart }) => nameStart <= offset).pop();
  const inValue = field && placeInValue(text, field, offset);
  const at = inValue ?? placeOutsideOfValues(text, item, field, offset);
  if (!at) return undefined;
  return {
    ...at,
    type: typeOf(text, item),
    field: field && inValue ? nameOf(text, field) : '',
    present: item.fields.map((one) => nameOf(text, one)),
  };
}

function placeOutsideOfValues(
  text: string,
  item: ScannedItem,
  before: ScannedField | undefined,
  offset: number,
): At | undefined {
  if (offset <= item.typeEnd) return { kind: 'type', start: item.start + 1, end: item.typeEnd };
  if (item.kind === 'comment' || item.kind === 'preamble') return undefined;
  if (item.kind === 'entry' && !before) {
    const key = placeOfKey(text, item, offset);
    if (key) return { kind: 'key', ...key };
  }
  const word = around(text, offset, WORD_BREAK, { start: item.typeEnd, end: item.end });
  // Behind a value nothing is named before the comma.
  if (before && before.valueEnd <= offset && before.valueEnd === word.start) return undefined;
  return { kind: item.kind === 'string' ? 'newString' : 'field', ...word };
}

/** Where there is no key yet, its place is up to the first sign behind the opening brace. */
function placeOfKey(text: string, { typeEnd, keyStart, keyEnd }: ScannedItem, offset: number) {
  const key = { start: keyStart, end: keyEnd };
  if (keyStart < keyEnd) return keyStart <= offset && offset <= keyEnd ? key : undefined;
  const isFirst = /^\s*[{(]\s*$/.test(text.slice(typeEnd, offset));
  return isFirst ? { start: offset, end: offset } : undefined;
}

/** Undefined for an offset that is in the field's name, or behind its value. */
function placeInValue(text: string, field: ScannedField, offset: number): At | undefined {
  const { nameEnd, valueStart, valueEnd } = field;
  if (offset <= text.indexOf('=', nameEnd)) return undefined;
  // The blanks that were just typed belong to what is not closed yet.
  const isGoingOn = SAME_LINE.test(text.slice(valueEnd, offset));
  const piece = piecesOf(text, { start: valueStart, end: valueEnd }).find(
    ({ start, end }) => start <= offset && (offset <= end || (isGoingOn && end === valueEnd)),
  );
  if (piece) return placeInPiece(text, piece, offset, OF_KEYS.has(nameOf(text, field)));
  const isGap = offset <= valueStart || offset < valueEnd || valueStart === valueEnd;
  return isGap && isGoingOn ? { kind: 'string', start: offset, end: offset } : undefined;
}

function placeInPiece(text: string, piece: Piece, offset: number, isOfKeys: boolean) {
  const { start, end, isName } = piece;
  if (isName) return offset <= end ? { kind: 'string' as const, start, end } : undefined;
  const span = { start, end: Math.max(end, offset) };
  if (!isOfKeys) return { kind: 'value' as const, ...span };
  return { kind: 'otherKey' as const, ...around(text, offset, KEY_BREAK, span) };
}

function nameOf(text: string, { nameStart, nameEnd }: ScannedField): string {
  return text.slice(nameStart, nameEnd).toLowerCase();
}

/** The signs around an offset up to a break on each side, inside of `outer`. */
function around(text: string, offset: number, isBreak: RegExp, outer: Span): Span {
  let { start, end } = { start: offset, end: offset };
  while (start > outer.start && !isBreak.test(text[start - 1] ?? '')) start--;
  while (end < outer.end && !isBreak.test(text[end] ?? '')) end++;
  return { start, end };
}

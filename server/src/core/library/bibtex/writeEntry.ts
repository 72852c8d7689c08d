// Owns a new entry in the style of a file.
import { closeOfBraces } from './delimiters';
import type { BibtexStyle } from './style';

export interface NewEntry {
  readonly type: string;
  readonly key: string;
  /** Values are TeX, without what they stand in. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Without blanks around it: `style.gap` belongs between two entries. */
export function writeEntry({ type, key, fields }: NewEntry, style: BibtexStyle): string {
  const written = fields.map(([name, value]) => style.beforeField + writeField(name, value, style));
  const lastComma = style.hasLastComma && fields.length > 0 ? ',' : '';
  const body = [key, ...written].join(',');
  return `@${inCase(type, style.typeCase)}{${body}${lastComma}${style.beforeClose}}`;
}

function writeField(name: string, value: string, style: BibtexStyle): string {
  const { equalsColumn = 0, valueColumn = 0, beforeEquals, afterEquals } = style;
  const word = inCase(name, style.nameCase);
  // A name that is too long for a column pushes what follows to the right.
  const blanks = equalsColumn > 0 ? beforeEquals.slice(0, 1) : beforeEquals;
  const left = `${word.length < equalsColumn ? word.padEnd(equalsColumn) : word + blanks}=`;
  const after = valueColumn > 0 ? afterEquals.slice(0, 1) : afterEquals;
  const start = left.length < valueColumn ? left.padEnd(valueColumn) : left + after;
  return start + delimited(value, style);
}

/** A value whose braces do not pair loses them: it would end the entry, or never end. */
function delimited(value: string, { quote, hasBareNumbers }: BibtexStyle): string {
  if (hasBareNumbers && /^\d+$/.test(value)) return value;
  // On one line, no entry can seem to begin in it.
  const line = value.replace(/\s+/g, ' ');
  const isSound = closeOfBraces(`{${line}}`, 0) === line.length + 2;
  const sound = isSound ? line : line.replace(/[{}]/g, '');
  return quote === 'quotes' && !/["\\]/.test(sound) ? `"${sound}"` : `{${sound}}`;
}

function inCase(word: string, letters: BibtexStyle['typeCase']): string {
  if (letters === 'upper') return word.toUpperCase();
  return letters === 'lower' ? word : word.charAt(0).toUpperCase() + word.slice(1);
}

// Owns the year of a CSL date in all the forms that exporters write.
import { asList, isRecord } from './value';

/** In the order in which they are trusted. */
const FORMS = ['date-parts', 'year', 'raw', 'literal', 'edtf'];
const FOUR_DIGITS = /(?<!\d)\d{4}(?!\d)/;

/** `{"date-parts": [[2015, 5]]}`, `{raw: May 2015}`, `[{year: 2015}]`, `2015-05-01`: 2015. */
export function yearOf(date: unknown): number | undefined {
  if (typeof date === 'number') return Number.isInteger(date) ? date : undefined;
  if (typeof date === 'string') {
    const digits = /^\s*-?\d{1,4}\s*$/.exec(date) ?? FOUR_DIGITS.exec(date);
    return digits ? Number(digits[0]) : undefined;
  }
  // The first of a range, of several dates, of year, month and day.
  if (Array.isArray(date)) return date.length > 0 ? yearOf(asList(date)[0]) : undefined;
  if (!isRecord(date)) return undefined;
  for (const form of FORMS) {
    const year = yearOf(date[form]);
    if (year !== undefined) return year;
  }
  return undefined;
}

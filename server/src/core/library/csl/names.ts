// Owns names in CSL: parts of a person's name, or a group's name as one.
import type { Author } from '../../corpus/paper';
import type { Markup } from './plainText';
import { asList, isRecord, textOf } from './value';

/** What exporters write for `and others`. */
const OTHERS = 'others';

/** A particle that cannot be dropped is part of the family (`van Gogh`), another of what is given (`Ludwig van`). */
export function namesOf(value: unknown, { plain }: Markup): Author[] {
  return asList(value).flatMap((name) => {
    const author = isRecord(name) ? ofParts(name, plain) : { family: plain(textOf(name)) };
    return author.family === '' || author.family === OTHERS ? [] : [author];
  });
}

function ofParts(name: Readonly<Record<string, unknown>>, plain: Markup['plain']): Author {
  const part = (field: string) => plain(textOf(name[field]));
  const family = joined(part('non-dropping-particle'), part('family'), part('suffix'));
  const given = joined(part('given'), part('dropping-particle'));
  const whole = part('literal') || part('name');
  if (whole !== '' || family === '') return { family: whole || given };
  return given === '' ? { family } : { family, given };
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

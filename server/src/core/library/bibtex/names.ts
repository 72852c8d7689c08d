// Owns the list of names of a value: where each begins, and its parts as BibTeX and BibLaTeX tell them apart.
import type { Author } from '../../corpus/paper';
import { matches } from './delimiters';
import { plainFamilies } from './plainNames';
import { BRACE, CLOSING_BRACE, isBlank } from './signs';
import { decodeTex } from './tex';

/** The parts with their TeX. The family has its particle: `van der Wal`. */
interface Name {
  readonly family: string;
  readonly given?: string | undefined;
  readonly suffix?: string | undefined;
}

/** BibLaTeX's names by their parts: `family=Wal, given=Oskar, prefix=van der`. */
const BY_PARTS = /^\s*(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=/i;
const OTHERS = /^\s*others\s*$/i;
const AND = /\sand(?:\s|$)/i;
const AND_HERE = /\sand(?:\s|$)/iy;
const SMALL_A = 97;
/** A tie is a blank, but for the accent of its sign. */
const BLANKS = /\s+|(?<!\\)~/g;
const BRACES = /[{}]/g;
const CAPITAL = /^[A-Z]/;

/** Family names alone, for lists and search. A suffix is no part of them. */
export function familyNames(value: string): string[] {
  const plain = plainFamilies(value);
  if (plain) return plain;
  return namesOf(value)
    .flatMap((name) => plainFamilies(name) ?? decodeTex(partsOf(name).family))
    .filter((family) => family !== '');
}

/** Names in full. */
export function authorsOf(value: string): Author[] {
  return namesOf(value).flatMap((name): Author[] => {
    const parts = partsOf(name);
    const given = decodeTex(parts.given ?? '');
    const family = decodeTex([parts.family, parts.suffix ?? ''].join(' '));
    if (family === '') return given === '' ? [] : [{ family: given }];
    return [given === '' ? { family } : { given, family }];
  });
}

/** Cut at each `and` outside of braces; `others` at the end is no name. */
function namesOf(value: string): string[] {
  const names = value.includes('{') ? outsideBraces(value) : value.split(AND);
  if (OTHERS.test(names.at(-1) ?? '')) names.pop();
  return names;
}

function outsideBraces(value: string): string[] {
  const names: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    const sign = value.charCodeAt(at);
    if (sign === BRACE) depth++;
    else if (sign === CLOSING_BRACE) depth--;
    else if (depth <= 0 && isBlank(sign) && isAndAt(value, at)) {
      names.push(value.slice(start, at));
      start = at + ' and'.length;
    }
  }
  names.push(value.slice(start));
  return names;
}

/** Most blanks are followed by something else, which is seen at once. */
function isAndAt(value: string, blank: number): boolean {
  return (value.charCodeAt(blank + 1) | 0x20) === SMALL_A && matches(AND_HERE, value, blank);
}

function partsOf(name: string): Name {
  if (BY_PARTS.test(name)) return fromParts(name);
  const [first = '', second, third] = cut(name, ',');
  if (second === undefined) return inOrder(first);
  const [given, suffix] = third === undefined ? [second] : [third, second];
  return { family: first, given, suffix };
}

/** `First von Last`: the particle is from the first to the last word in lower case before the last word. */
function inOrder(name: string): Name {
  const words = cut(name.replace(BLANKS, ' '), ' ').filter((word) => word !== '');
  const last = words.length - 1;
  const particle = words.findIndex((word, i) => i < last && isParticle(word));
  const family = particle < 0 ? last : particle;
  return { family: words.slice(family).join(' '), given: words.slice(0, family).join(' ') };
}

/** A word in braces has no case, unless they are there for an accent. */
function isParticle(word: string): boolean {
  if (CAPITAL.test(word)) return false;
  if (word.startsWith('{') && !word.startsWith('{\\')) return false;
  const [letter = ''] = /\p{L}/u.exec(decodeTex(word)) ?? [];
  return letter !== letter.toUpperCase();
}

function fromParts(name: string): Name {
  const parts = new Map(
    cut(name, ',').map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const family = [parts.get('prefix') ?? '', parts.get('family') ?? ''].join(' ');
  return { family, given: parts.get('given'), suffix: parts.get('suffix') };
}

/** The pieces between those of the signs `separator` that stand outside of braces. */
function cut(text: string, separator: string): string[] {
  const parts = text.split(separator);
  if (!text.includes('{')) return parts;
  const pieces: string[] = [];
  let depth = 0;
  for (const part of parts) {
    if (depth > 0) pieces.push(`${pieces.pop() ?? ''}${separator}${part}`);
    else pieces.push(part);
    for (const brace of part.match(BRACES) ?? []) depth += brace === '{' ? 1 : -1;
  }
  return pieces;
}

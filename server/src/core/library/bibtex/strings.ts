// Owns what the names of strings stand for, where strings are made of others.
import type { NamedString } from '../entry';
import type { Surroundings } from '../format';
import { joined, piecesOf } from './value';

/** Strings that double each other grow beyond all bounds. So much of one is kept, in UTF-16 units. */
const LONGEST = 10_000;

/** Names that BibTeX's styles define. */
const MONTHS: ReadonlyMap<string, string> = new Map(
  `January February March April May June July August September October November December`
    .split(' ')
    .map((month) => [month.slice(0, 3).toLowerCase(), month]),
);

export function isMonth(name: string): boolean {
  return MONTHS.has(name);
}

export const MONTH_NAMES: readonly string[] = [...MONTHS.keys()];

/** The texts of strings, TeX and all. Each is worked out once, however many use it. */
export class StringTexts {
  /** Names that were found to be made of themselves: of each circle, the one that was asked for first. */
  readonly cyclic = new Set<string>();
  readonly #find: Surroundings['string'];
  readonly #known = new Map<string, string | undefined>();

  constructor(find: Surroundings['string']) {
    this.#find = find;
  }

  /** Of a name in lower case; undefined for one that is not defined. Linear in the strings that it takes. */
  readonly of = (name: string): string | undefined => {
    const open = new Set<string>();
    const waiting = [name];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const parts = this.#known.has(next) ? [] : this.#unknownParts(next, open);
      if (parts.length === 0) waiting.pop();
      for (const part of parts) waiting.push(part);
    }
    return this.#known.get(name);
  };

  /** The strings that have to be known first. If there are none, the one asked for is known now. */
  #unknownParts(name: string, open: Set<string>): string[] {
    const string = this.#find(name);
    if (!string) {
      this.#known.set(name, MONTHS.get(name));
      return [];
    }
    if (!open.has(name)) {
      open.add(name);
      const unknown = partsOf(string).filter((part) => !this.#known.has(part));
      if (unknown.length > 0) {
        for (const part of unknown) if (open.has(part)) this.cyclic.add(part);
        const toRead = unknown.filter((part) => !open.has(part));
        if (toRead.length > 0) return toRead;
      }
    }
    const { value } = string;
    const text = joined(value, { start: 0, end: value.length }, (part) => this.#known.get(part));
    this.#known.set(name, text.slice(0, LONGEST));
    return [];
  }
}

/** The names in the value of a string, in lower case. */
function partsOf({ value }: NamedString): string[] {
  return piecesOf(value, { start: 0, end: value.length })
    .filter((piece) => piece.isName)
    .map(({ start, end }) => value.slice(start, end).toLowerCase());
}

/**
 * Strings by their names in lower case, those that are made of others with the text of these put in: whoever uses
 * one then asks for one. Of two with one name, the last stands. Linear.
 */
export function expandStrings(strings: readonly NamedString[]): Map<string, NamedString> {
  const byName = new Map(strings.map((string) => [string.name.toLowerCase(), string]));
  const texts = new StringTexts((name) => byName.get(name));
  for (const [name, string] of byName) {
    if (partsOf(string).length === 0) continue;
    byName.set(name, { ...string, value: `{${texts.of(name) ?? ''}}` });
  }
  return byName;
}

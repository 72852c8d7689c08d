// Owns how much of a title and of a name is kept to find an entry by, whatever its format: the card shows the rest.

/** In UTF-16 units. No honest title is longer, and patterns give up on millions of units. */
const LONGEST_TITLE = 2_000;
const LONGEST_NAME = 200;

export function foundTitle(title: string): string {
  return title.length > LONGEST_TITLE ? title.slice(0, LONGEST_TITLE) : title;
}

export function foundNames(names: readonly string[]): readonly string[] {
  if (names.every(({ length }) => length <= LONGEST_NAME)) return names;
  return names.map((name) => name.slice(0, LONGEST_NAME));
}

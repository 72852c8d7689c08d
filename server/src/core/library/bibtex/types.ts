// Owns the words for kinds of entries, in BibTeX and BibLaTeX.

const TYPES = `article artwork audio bibnote book bookinbook booklet collection commentary conference dataset
electronic image inbook incollection inproceedings inreference jurisdiction legal legislation letter manual
mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference online patent
performance periodical phdthesis proceedings reference report review set software standard suppbook
suppcollection suppperiodical techreport thesis unpublished video www xdata`;

/** One string for all entries of a type. */
const KNOWN: ReadonlyMap<string, string> = new Map(TYPES.split(/\s+/).map((type) => [type, type]));

/** A type in lower case as the constant for it; undefined for one that is not common. */
export function knownType(type: string): string | undefined {
  return KNOWN.get(type);
}

/** In the order of the alphabet. */
export const ENTRY_TYPES: readonly string[] = [...KNOWN.keys()];

// Owns which keys are cross-references of Quarto: to a figure, a table, a section of the same document.

/** The reserved prefixes (Quarto guide, "Cross References"). */
const PREFIXES = [
  ...['fig', 'tbl', 'lst', 'eq', 'sec', 'alg'],
  ...['tip', 'nte', 'wrn', 'imp', 'cau'],
  ...['thm', 'lem', 'cor', 'prp', 'cnj', 'def', 'exm', 'exr', 'sol', 'rem'],
];
/** A first capital asks Quarto for one in the text: `@Fig-a` is `@fig-a`. */
const CROSS_REFERENCE = new RegExp(
  `^(?:${PREFIXES.map((word) => `[${word[0]}${word[0]?.toUpperCase()}]${word.slice(1)}`).join('|')})-`,
);

export function isCrossReference(key: string): boolean {
  return CROSS_REFERENCE.test(key);
}

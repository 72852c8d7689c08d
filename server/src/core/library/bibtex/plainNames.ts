// Owns the quick way to family names, for lists in the commonest form: `Yann Le Cun and G{\"{u}}nter Klambauer`.
import { decodeTex } from './tex';

/** Braces within a word, as they stand around accents and hyphens. */
const GROUP = String.raw`\{(?:[^{}\s,~]|\\~|\{(?:[^{}\s,~]|\\~)*\})*\}`;
const CAPITAL = String.raw`(?!A[Nn][Dd](?:\s|$))(?=[A-Z\u00c0-\u00de]|\{(?:\\\S?\{?)?[A-Z])`;
/** With a dot, the last word is mostly the initial of a given name. */
const [WORD, FAMILY] = [String.raw`[\w.'\u00c0-\u024f-]*`, String.raw`[\w'\u00c0-\u024f-]*`].map(
  (letters) => `${CAPITAL}${letters}(?:${GROUP}${letters})*`,
);
const NAME = `(?:${WORD} +)*${FAMILY}`;
/** As all words begin with capitals, the last of each name is the family name. */
const LIST = new RegExp(String.raw`^\s*${NAME}(?:\s+and\s+${NAME})*\s*$`);
const AND = /\s+and\s+/;
/** What of that which such names may hold is not the text itself. */
const TEX = ['{', '--', "''"];
/** In UTF-16 units; expressions like these take some memory for each of a text. */
const LONGEST = 10_000;

/** Undefined for other lists. Linear. */
export function plainFamilies(list: string): string[] | undefined {
  if (list.length > LONGEST || !LIST.test(list)) return undefined;
  const names = list.trim().split(AND);
  const families = names.map((name) => name.slice(name.lastIndexOf(' ') + 1));
  return TEX.some((sign) => list.includes(sign)) ? families.map(decodeTex) : families;
}

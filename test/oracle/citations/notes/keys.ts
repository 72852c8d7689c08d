// Owns generated keys: any signs in any order, in the text, in brackets, and right before an `@`.
import fc from 'fast-check';

const sign = fc.constantFrom(
  ...':.#$%&-+?<>/,;!()=…–’—、。',
  ...['a', 'Z', '0', '_', 'ä', '文', 'ß', '²', '½', '🎉', '://', '..', '--', '@'],
);
const upTo8 = (minLength: number) =>
  fc.array(sign, { minLength, maxLength: 8 }).map((all) => all.join(''));
const signs = upTo8(0);

export const keyInText = fc.oneof(
  signs.map((tail) => `x @${tail} y`),
  signs.map((tail) => `x @${tail}`),
  signs.map((tail) => `x [@${tail}]`),
  signs.map((tail) => `x [see @a${tail}, p. 3]`),
  signs.map((head) => `x ${head}@a y`),
  signs.map((head) => `x [${head}@a]`),
  upTo8(1).map((key) => `x @{${key}} y`),
);

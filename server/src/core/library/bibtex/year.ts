// Owns the year that a date says, in the forms of BibTeX, BibLaTeX and EDTF.
import { decodeTex } from './tex';

/** `1998`, `19980512`, `-0044`, `Y17000`; `199X` and `19uu`, a decade and a century, for their first year. */
const DATED =
  /(?:^([-−]?)|[^\d\p{L}.])(?:Y(\d{5,9})|(\d{4})(?:\d\d){0,2}|(\d{3}[Xu]|\d\d(?:XX|uu)))(?![\dXu])/u;
const BARE = /^\s*(-?\d{1,4})\s*$/;

/** The first year in `value`, which may be a range or say more: `{[1998]}`, `c. 1998`, `1998-05/1999`. */
export function yearOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const bare = BARE.exec(value);
  if (bare) return Number(bare[1]);
  const [, sign, long, usual, rough] = DATED.exec(decodeTex(value)) ?? [];
  const year = long ?? usual ?? rough?.replace(/[Xu]/g, '0');
  return year === undefined ? undefined : Number(`${sign ? '-' : ''}${year}`);
}

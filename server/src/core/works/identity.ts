// Owns the question whether two records are one work: the same DOI, arXiv id, or title and year.
import type { Paper } from '../corpus/paper';
import type { Entry } from '../library/entry';
import type { Identifier } from '../syntax/document';
import { normaliseArxiv, normaliseDoi } from '../syntax/identifiers';
import { fold, lettersOf } from '../text/fold';

/** Titles with fewer letters are shared by different works: `Introduction`, `Preface`. */
const SHORTEST_TITLE = 13;
/** arXiv registers a DOI for each of its papers. */
const ARXIV_DOI = '10.48550/arxiv.';

/** Names of a work; two records that share one are one work. */
export function identitiesOf(record: Pick<Entry, 'doi' | 'arxiv' | 'title' | 'year'>): string[] {
  const { title, year } = record;
  const identities = identitiesOfIds(record);
  const letters = year === undefined ? '' : fold(lettersOf(title));
  if (year !== undefined && letters.length >= SHORTEST_TITLE)
    identities.push(beginningWithYear(year) + letters);
  return identities;
}

/** Those that come from identifiers. */
export function identitiesOfIds({ doi, arxiv }: Pick<Entry, 'doi' | 'arxiv'>): string[] {
  const arxivOfDoi = doi?.startsWith(ARXIV_DOI) ? doi.slice(ARXIV_DOI.length) : undefined;
  const preprint = arxiv ?? arxivOfDoi;
  const identities: string[] = [];
  if (doi !== undefined && arxivOfDoi === undefined) identities.push(`doi:${doi}`);
  if (preprint !== undefined) identities.push(`arxiv:${preprint}`);
  return identities;
}

/** How the name of a work begins that goes on with the letters and digits of its title, folded. */
export function beginningWithYear(year: number): string {
  return `title:${year}:`;
}

export function identitiesOfIdentifier({
  scheme,
  id,
}: Pick<Identifier, 'scheme' | 'id'>): string[] {
  const record = { doi: undefined, arxiv: undefined, title: '', year: undefined };
  return identitiesOf({ ...record, [scheme]: id });
}

export function identitiesOfPaper({ doi, arxiv, title, titles, year }: Paper): string[] {
  const ids = identitiesOf({
    doi: doi === undefined ? undefined : normaliseDoi(doi),
    arxiv: arxiv === undefined ? undefined : normaliseArxiv(arxiv),
    title,
    year,
  });
  const others = titles.flatMap((other) =>
    identitiesOf({ doi: undefined, arxiv: undefined, title: other, year }),
  );
  return [...ids, ...others];
}

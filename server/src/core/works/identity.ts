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
  const { doi, arxiv, title, year } = record;
  const arxivOfDoi = doi?.startsWith(ARXIV_DOI) ? doi.slice(ARXIV_DOI.length) : undefined;
  const preprint = arxiv ?? arxivOfDoi;
  const letters = year === undefined ? '' : fold(lettersOf(title));
  return [
    ...(doi !== undefined && arxivOfDoi === undefined ? [`doi:${doi}`] : []),
    ...(preprint === undefined ? [] : [`arxiv:${preprint}`]),
    ...(year !== undefined && letters.length >= SHORTEST_TITLE ? [`title:${year}:${letters}`] : []),
  ];
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

// Owns how fields of libraries hold DOIs and arXiv ids.
import { identifiersIn, normaliseArxiv, normaliseDoi } from '../syntax/identifiers';

const DOI = /^10\.\d{4,9}\/\S+$/;
/** arXiv registers a DOI for each of its papers. */
const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)/;

/** The first value that is a DOI, bare or as a URL, in normal form. */
export function doiAmong(values: readonly string[]): string | undefined {
  return values.map(normaliseDoi).find((value) => DOI.test(value));
}

/** The first arXiv id in `values`, in normal form. Numbers count only where the value speaks of arXiv. Linear. */
export function arxivAmong(doi: string | undefined, values: readonly string[]): string | undefined {
  const ofDoi = ARXIV_DOI.exec(doi ?? '')?.[1];
  if (ofDoi !== undefined) return normaliseArxiv(ofDoi);
  return values
    .filter((value) => /arxiv/i.test(value))
    .flatMap((value) => identifiersIn(value, { start: 0, end: value.length }))
    .find(({ scheme }) => scheme === 'arxiv')?.id;
}

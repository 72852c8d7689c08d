// Owns in which fields of an entry exporters put its DOI and its arXiv id.
import { normaliseArxiv } from '../../syntax/identifiers';
import { arxivAmong, doiAmong } from '../identifiers';
import { decodeVerbatim } from './tex';
import type { FieldText } from './value';

const ARXIV_ID = /^(?:arxiv:\s*)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?$/i;
const ARXIV = /^\W*arxiv\W*$/i;
/** DBLP's older entries of CoRR. */
const CORR_VOLUME = /^abs\/(.+)$/i;
const DOI_URL = /doi\.org\//i;
const IN_TEXT = ['url', 'journal', 'journaltitle', 'howpublished', 'note'];
/** Signs that a DOI may have and that stand encoded in its URL. */
const ENCODED = /%([2-7][0-9a-f])/gi;

/** In normal form. */
export function doiOf(field: FieldText): string | undefined {
  const own = field('doi');
  const doi = own === undefined ? undefined : doiAmong([decodeVerbatim(own)]);
  const url = field('url') ?? '';
  if (doi !== undefined || !DOI_URL.test(url)) return doi;
  const decoded = decodeVerbatim(url).replace(ENCODED, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  return doiAmong([decoded]);
}

/** In normal form. `doi` is that of the entry. */
export function arxivOf(field: FieldText, doi: string | undefined): string | undefined {
  const ofDoi = doi === undefined ? undefined : arxivAmong(doi, []);
  return ofDoi ?? ofEprint(field) ?? ofVolume(field) ?? inText(field);
}

/** Where no archive is named, an id of arXiv's form is one. */
function ofEprint(field: FieldText): string | undefined {
  const eprint = field('eprint');
  if (eprint === undefined) return undefined;
  const archive = field('eprinttype') ?? field('archiveprefix') ?? 'arxiv';
  return ARXIV.test(archive) ? normalId(decodeVerbatim(eprint)) : undefined;
}

function normalId(id: string): string | undefined {
  return ARXIV_ID.test(id) ? normaliseArxiv(id) : undefined;
}

function ofVolume(field: FieldText): string | undefined {
  const volume = field('volume');
  return volume === undefined ? undefined : normalId(CORR_VOLUME.exec(volume)?.[1] ?? '');
}

function inText(field: FieldText): string | undefined {
  for (const name of IN_TEXT) {
    const value = field(name);
    if (value === undefined || !/arxiv/i.test(value)) continue;
    const id = arxivAmong(undefined, [decodeVerbatim(value)]);
    if (id !== undefined) return id;
  }
  return undefined;
}

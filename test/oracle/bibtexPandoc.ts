// Owns what Pandoc and ours make of a .bib file, in one form.
import { spawnSync } from 'node:child_process';
import { bibtex } from '../../server/src/core/library/bibtex/bibtex';
import { libraryOf } from '../unit/library/readingSections';
import { PROGRAM } from './pandoc';

/** What both can say of an entry. */
export interface Facts {
  readonly key: string;
  readonly title: string;
  /** `Given Family`, of the authors and of the editors. */
  readonly authors: readonly string[];
  readonly editors: readonly string[];
  /** With their particles, of the authors. */
  readonly families: readonly string[];
  readonly year: number | undefined;
  readonly container: string;
  readonly publisher: string;
  readonly volume: string;
  readonly pages: string;
  readonly doi: string;
  readonly url: string;
}

export const FIELDS = [
  'title', 'authors', 'editors', 'families', 'year', 'container', 'publisher', 'volume', 'pages', 'doi', 'url',
] as const satisfies readonly (keyof Facts)[]; // prettier-ignore

type CslName = Readonly<Record<string, string>>;
interface CslItem {
  readonly id: string;
  readonly author?: readonly CslName[];
  readonly editor?: readonly CslName[];
  readonly issued?: { readonly 'date-parts'?: readonly (readonly number[])[] };
  readonly [field: string]: unknown;
}

/** Undefined where Pandoc reads nothing of the file. */
export function pandocFacts(bib: string): readonly Facts[] | undefined {
  const args = ['--from=biblatex', '--to=csljson'];
  const { stdout, status } = spawnSync(PROGRAM, args, { input: bib, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) return undefined;
  return (JSON.parse(stdout) as CslItem[]).map((item) => ({
    key: item.id,
    title: plain(item.title),
    authors: (item.author ?? []).map(nameOf).filter((name) => name !== 'others'),
    families: (item.author ?? []).map((name) => nameOf({ ...name, given: '', suffix: '' })).filter((name) => name !== 'others'),
    editors: (item.editor ?? []).map(nameOf).filter((name) => name !== 'others'),
    year: item.issued?.['date-parts']?.[0]?.[0],
    container: plain(item['container-title']),
    publisher: plain(item.publisher),
    volume: plain(item.volume),
    pages: plain(item.page),
    doi: plain(item.DOI),
    url: plain(item.URL),
  }));
} // prettier-ignore

export function ourFacts(bib: string): readonly Facts[] {
  const cut = (start: number, end: number) => bib.slice(start, end);
  const { section } = bibtex.readSection(bib, 0, Infinity, cut);
  const library = libraryOf(bibtex, [section]);
  // Nothing cites what only carries values for others: Pandoc leaves it out.
  const entries = library.entries.filter(({ type }) => type !== 'xdata');
  return entries.map((entry) => {
    const details = bibtex.details(entry, library.surroundings);
    const names = (authors: typeof details.authors) =>
      authors.map(({ given, family }) => plain([given ?? '', family].join(' ')));
    return {
      key: entry.key,
      title: plain(entry.title),
      authors: names(details.authors),
      editors: names(details.editors),
      families: details.authors.length > 0 ? entry.authors.map(plain) : [],
      year: entry.year,
      container: plain(details.container),
      publisher: plain(details.publisher),
      volume: plain(details.volume),
      pages: plain(details.pages),
      doi: plain(entry.doi),
      url: plain(details.url),
    };
  });
}

function nameOf(name: CslName): string {
  const parts = ['given', 'dropping-particle', 'non-dropping-particle', 'family', 'suffix', 'literal'];
  return plain(parts.flatMap((part) => name[part] ?? []).join(' '));
} // prettier-ignore

/**
 * Pandoc puts titles into the case of a sentence, marks what is emphasised, chooses the quotes, turns dashes of ranges
 * into hyphens, spaces and accents into other signs of Unicode than ours, and ß into SS and back.
 */
function plain(value: unknown): string {
  return (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
    .replace(/<\/?\w[^>]*>/g, '')
    .replace(/[‘’“”"]/g, "'")
    .replace(/[–—]|--+/g, '-')
    .replaceAll('$', '')
    .replace(/ı(?=\p{M})/gu, 'i')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase()
    .toLowerCase();
}

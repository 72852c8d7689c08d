// Owns what lists and commands show of papers and methods: search rows, details, methods.
import type { Paper } from '../corpus/paper';
import { rankedSearch } from '../index/rankedSearch';
import { bibtexOf } from '../render/bibtex';
import { methodCard } from '../render/methodCard';
import { paperCard } from '../render/paperCard';
import type { Snapshot } from '../snapshot';
import { foldedWords } from '../text/words';
import { plainTitle, shortAuthors } from '../works/authors';

export interface PaperRow {
  readonly key: string;
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly summary: string;
}

export interface PaperDetails extends PaperRow {
  /** Markdown: the hover card with its command links, and a page with all that is known. */
  readonly card: { readonly tooltip: string; readonly page: string };
  readonly bibtex: string;
  readonly arxivUrl?: string;
  /** Regular expression that finds the paper in notes: key, ids, title and safe names. */
  readonly searchPattern: string;
}

export interface MethodRow {
  readonly id: string;
  readonly name: string;
  readonly initialises: string;
  readonly fidelity: string;
  readonly paperKey: string;
  readonly card: string;
}

/** Papers for a query, best first; all of them by year for an empty one. */
export function searchPapers(
  snapshot: Snapshot,
  query: string,
  limit: number,
): readonly PaperRow[] {
  const papers =
    foldedWords(query).length === 0
      ? [...snapshot.catalog.papers].sort(
          (a, b) => b.year - a.year || a.title.localeCompare(b.title),
        )
      : rankedSearch(snapshot.searches, query).flatMap(
          ({ key }) => snapshot.catalog.paper(key) ?? [],
        );
  return papers.slice(0, limit).map(toRow);
}

export function paperDetails(snapshot: Snapshot, key: string): PaperDetails | undefined {
  const paper = snapshot.catalog.paper(key);
  if (!paper) return undefined;
  return {
    ...toRow(paper),
    card: {
      tooltip: paperCard(paper, snapshot.catalog, { actions: true, length: 'brief' }),
      page: paperCard(paper, snapshot.catalog, { actions: false, length: 'full' }),
    },
    bibtex: bibtexOf(paper),
    ...(paper.arxiv ? { arxivUrl: `https://arxiv.org/abs/${paper.arxiv}` } : {}),
    searchPattern: searchPattern(paper),
  };
}

export function listMethods(snapshot: Snapshot): readonly MethodRow[] {
  return snapshot.catalog.methods.map((method) => ({
    id: method.id,
    name: method.name,
    initialises: method.initialises,
    fidelity: method.fidelity,
    paperKey: method.paper,
    card: methodCard(method, snapshot.catalog),
  }));
}

function toRow(paper: Paper): PaperRow {
  const { key, year, summary } = paper;
  return { key, title: plainTitle(paper.title), authors: shortAuthors(paper), year, summary };
}

/** Names that need evidence are left out: a text search has none to look at. */
function searchPattern(paper: Paper): string {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const words = (text: string) =>
    (text.match(/[\p{L}\p{N}]+/gu) ?? []).join(String.raw`[^\w\r\n]+`);
  const names = paper.names.filter(({ when }) => when === 'always').map(({ name }) => name);
  const titles = [plainTitle(paper.title), ...paper.titles];
  const ids = [paper.arxiv, paper.doi].flatMap((id) => (id ? [literal(id)] : []));
  const patterns = [`@\\{?${literal(paper.key)}\\b`, ...ids, ...[...titles, ...names].map(words)];
  // A name without a letter would leave an alternative that matches everywhere.
  return patterns.filter((pattern) => pattern !== '').join('|');
}

// Owns what lists and commands show of papers and methods: search rows, details, methods.
import type { Paper } from '../corpus/paper';
import { matchedWords } from '../index/matchedWords';
import { rankedSearch } from '../index/rankedSearch';
import { searchTexts, type Field } from '../index/searchFields';
import { bibtexOf } from '../render/bibtex';
import type { DrawFormula } from '../render/maths';
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

export interface FoundPaper extends PaperRow {
  /** For each word of the query that the paper holds, the word as the paper has it. */
  readonly matched: readonly string[];
}

export interface PaperDetails extends PaperRow {
  /** Markdown: the card for a tooltip. */
  readonly card: string;
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

/** Where the word to show is looked for, what a person sees first in front. */
const SHOWN: readonly Field[] = [
  'title', 'names', 'authors', 'year', 'terms', 'text', 'words', 'key',
]; // prettier-ignore

/** Papers for a query, best first; all of them by year for an empty one. */
export function searchPapers(
  { catalog, searches }: Snapshot,
  query: string,
  limit: number,
): readonly FoundPaper[] {
  if (foldedWords(query).length === 0) {
    const papers = [...catalog.papers].sort(
      (a, b) => b.year - a.year || a.title.localeCompare(b.title),
    );
    return papers.slice(0, limit).map((paper) => ({ ...toRow(paper), matched: [] }));
  }
  const found = rankedSearch(searches, query).slice(0, limit);
  return found.flatMap((hit) => {
    const paper = catalog.paper(hit.key);
    if (!paper) return [];
    const matched = matchedWords(hit, searchTexts(paper, catalog), SHOWN);
    return [{ ...toRow(paper), matched }];
  });
}

export function paperDetails(
  snapshot: Snapshot,
  key: string,
  draw?: DrawFormula,
): PaperDetails | undefined {
  const paper = snapshot.catalog.paper(key);
  if (!paper) return undefined;
  return {
    ...toRow(paper),
    card: paperCard(paper, snapshot.catalog, { actions: false, length: 'brief', draw }),
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

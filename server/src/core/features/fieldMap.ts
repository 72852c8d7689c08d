// Owns what the map of the field shows of each paper: where it stands, what it is, and how often it is used.
import type { Paper } from '../corpus/paper';
import { placeAll, type Places } from '../index/mapPlaces';
import type { Snapshot } from '../snapshot';
import { plainTitle, shortAuthors } from '../works/authors';

export interface MapRow {
  readonly key: string;
  readonly title: string;
  /** The shortest way to name it: that of its method, else its authors. */
  readonly label: string;
  readonly authors: string;
  readonly year: number;
  readonly summary: string;
  /** Id and label of the theme above its main subtheme; both empty where it has none. */
  readonly theme: string;
  readonly themeLabel: string;
  /** From 0 to 1 for the shipped papers, a little outside for those that are like none of them. */
  readonly x: number;
  readonly y: number;
  /** Citations in the person's notes. */
  readonly uses: number;
  /** Keys of papers on this map, of relations in either direction. */
  readonly related: readonly string[];
}

/** Longer names would hide the papers beside. */
const LABEL_LENGTH = 24;

/** A row for each paper of the catalogue, in its order. `uses` counts citations by key of the paper. */
export function fieldMap(
  snapshot: Snapshot,
  placed: Places,
  uses: ReadonlyMap<string, number>,
): readonly MapRow[] {
  const { papers, themes } = snapshot.catalog;
  const places = placeAll(papers, placed);
  const themeOf = new Map(
    themes.flatMap(({ id, label, children }) =>
      children.map((child) => [child.id, { theme: id, themeLabel: label }] as const),
    ),
  );
  const related = relations(papers);
  return papers.map((paper) => {
    const { key, title, year, summary, themes: subthemes } = paper;
    const { x, y } = places.get(key) ?? { x: 0, y: 0 };
    return {
      key,
      title: plainTitle(title),
      label: labelOf(paper),
      authors: shortAuthors(paper),
      year,
      summary,
      ...(subthemes.map((id) => themeOf.get(id)).find(Boolean) ?? { theme: '', themeLabel: '' }),
      x,
      y,
      uses: uses.get(key) ?? 0,
      related: [...(related.get(key) ?? [])],
    };
  });
}

function labelOf(paper: Paper): string {
  const name = paper.names.find(({ name }) => name.length <= LABEL_LENGTH)?.name;
  return name ?? `${shortAuthors(paper)} ${paper.year}`;
}

/** Who is named by one is related to both; names of papers that are not here are left out. */
function relations(papers: readonly Paper[]): ReadonlyMap<string, ReadonlySet<string>> {
  const related = new Map(papers.map((paper) => [paper.key, new Set<string>()]));
  for (const { key, related: named } of papers) {
    for (const other of named) {
      if (other.key === key || !related.has(other.key)) continue;
      related.get(key)?.add(other.key);
      related.get(other.key)?.add(key);
    }
  }
  return related;
}

// Owns the tree of papers: by theme, year or method, whole or filtered.
import type { Method } from '../corpus/method';
import { FAMILIES, FAMILY_ABOUT } from '../corpus/methodFacets';
import type { Paper } from '../corpus/paper';
import { rankedSearch } from '../index/rankedSearch';
import { CARD_FIELDS } from '../index/searchFields';
import { isCompleteIn } from '../index/searchIndex';
import { asSentence } from '../render/sentence';
import type { Snapshot } from '../snapshot';
import { foldedWords } from '../text/words';
import { plainTitle, shortAuthors } from '../works/authors';

export type Grouping = 'theme' | 'year' | 'method';

export interface PaperLeaf {
  readonly kind: 'paper';
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly hasCode: boolean;
  readonly methods: readonly { readonly id: string; readonly name: string }[];
}

export interface PaperGroup {
  readonly kind: 'group';
  /** Unique in the tree. */
  readonly id: string;
  readonly label: string;
  readonly about: string;
  /** Different papers below. */
  readonly count: number;
  readonly children: readonly TreeNode[];
}

export type TreeNode = PaperGroup | PaperLeaf;

/** The groups, each with its papers; those that the filter leaves empty are left out. */
export function tree(
  snapshot: Snapshot,
  grouping: Grouping,
  filter: string,
): readonly PaperGroup[] {
  const wanted = foldedWords(filter).length === 0 ? undefined : matching(snapshot, filter);
  const papers = snapshot.catalog.papers.filter((paper) => !wanted || wanted.has(paper.key));
  const groups = { theme: byTheme, year: byYear, method: byMethod }[grouping](snapshot, papers);
  return groups.filter((group) => group.count > 0);
}

/** Papers that hold every word of the filter where a person can see it. */
function matching(snapshot: Snapshot, filter: string): ReadonlySet<string> {
  const hits = rankedSearch(snapshot.searches, filter);
  return new Set(hits.filter((hit) => isCompleteIn(hit, CARD_FIELDS)).map((hit) => hit.key));
}

function byTheme(snapshot: Snapshot, papers: readonly Paper[]): PaperGroup[] {
  const { catalog } = snapshot;
  const placed = new Set<Paper>();
  const groups = catalog.themes.map((theme) => {
    const children = theme.children.map((child) => {
      const members = papers.filter((paper) => paper.themes.includes(child.id));
      for (const paper of members) placed.add(paper);
      return group(snapshot, `theme:${theme.id}/${child.id}`, child.label, child.about, members);
    });
    return join(
      `theme:${theme.id}`,
      theme.label,
      theme.about,
      children.filter((child) => child.count > 0),
    );
  });
  const rest = papers.filter((paper) => !placed.has(paper));
  return [
    ...groups,
    group(
      snapshot,
      'theme:',
      'Without a theme',
      'Papers whose file names no known subtheme.',
      rest,
    ),
  ];
}

function byYear(snapshot: Snapshot, papers: readonly Paper[]): PaperGroup[] {
  const years = [...new Set(papers.map((paper) => paper.year))].sort((a, b) => b - a);
  return years.map((year) => {
    const members = papers.filter((paper) => paper.year === year);
    return group(
      snapshot,
      `year:${year}`,
      String(year),
      `Papers first public in ${year}.`,
      members,
    );
  });
}

/** Families of methods, their methods, and of each the paper that describes it. */
function byMethod(snapshot: Snapshot, papers: readonly Paper[]): PaperGroup[] {
  const { catalog } = snapshot;
  const ofMethod = ({ id, name, initialises, when, paper: key }: Method) => {
    const members = papers.filter((paper) => paper.key === key);
    const about = `Initialises ${initialises}. ${asSentence(when)}`;
    return group(snapshot, `method:${id}`, name, about, members);
  };
  const families = [...FAMILIES, undefined].map((family) => {
    const methods = catalog.methods.filter((method) => method.family === family);
    const label = family ? capitalised(family) : 'Without a family';
    const about = family ? FAMILY_ABOUT[family] : 'Methods whose file names no known family.';
    const children = methods.map(ofMethod).filter((child) => child.count > 0);
    return join(`family:${family ?? ''}`, label, about, children);
  });
  const rest = papers.filter((paper) => catalog.methodsOf(paper).length === 0);
  const about = 'Papers of which no method is offered as code.';
  return [...families, group(snapshot, 'method:', 'Without a snippet', about, rest)];
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function group(
  snapshot: Snapshot,
  id: string,
  label: string,
  about: string,
  papers: readonly Paper[],
): PaperGroup {
  const sorted = [...papers].sort((a, b) => b.year - a.year || a.title.localeCompare(b.title));
  return {
    kind: 'group',
    id,
    label,
    about,
    count: papers.length,
    children: sorted.map((paper) => leaf(snapshot, paper)),
  };
}

/** A group of groups. A paper that stands in several of them counts once. */
function join(
  id: string,
  label: string,
  about: string,
  children: readonly PaperGroup[],
): PaperGroup {
  const keys = children.flatMap((child) =>
    child.children.flatMap((node) => (node.kind === 'paper' ? [node.key] : [])),
  );
  return { kind: 'group', id, label, about, count: new Set(keys).size, children };
}

function leaf(snapshot: Snapshot, paper: Paper): PaperLeaf {
  return {
    kind: 'paper',
    key: paper.key,
    title: plainTitle(paper.title),
    description: `${shortAuthors(paper)} ${paper.year}`,
    hasCode: paper.code !== undefined,
    methods: snapshot.catalog.methodsOf(paper).map(({ id, name }) => ({ id, name })),
  };
}

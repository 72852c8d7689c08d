// Owns the works that apply to one document: the papers of all corpora and the entries of its libraries.
import type { Paper } from '../corpus/paper';
import type { Entry } from '../library/entry';
import type { BlockFacts, Identifier } from '../syntax/document';
import type { Span } from '../text/span';
import type { Catalog } from '../works/catalog';
import { identitiesOf, identitiesOfIdentifier, identitiesOfPaper } from '../works/identity';
import type { LibraryEntry, Work } from '../works/work';
import { findNear } from './entries/nearWords';
import { SortedWords } from './entries/sortedWords';
import type { LibraryIndex } from './libraryIndex';
import { RANK_OFFSET, rankedSearch } from './rankedSearch';
import type { SearchIndex } from './searchIndex';

/** So many letters may be wrong in a key that is meant to be another. */
const MOST_EDITS = 2;
/** So many hits of each library are merged. */
const DEPTH = 100;

export interface NamedWorks extends Span {
  /** Several where the name does not tell them apart. */
  readonly works: readonly Work[];
}

/** Added up while the rankings are merged. */
interface Ranked {
  readonly work: Work;
  isComplete: boolean;
  score: number;
}

/** Immutable. Libraries stand before corpora and in their order: what a person wrote is what they cite by. */
export class Works {
  readonly catalog: Catalog;
  readonly libraries: readonly LibraryIndex[];
  readonly #searches: readonly SearchIndex[];
  readonly #entryOfPaper = new Map<Paper, LibraryEntry | undefined>();
  /** Of entries that were found once: the letters of a title cost more than the search for it. */
  readonly #identities = new WeakMap<Entry, readonly string[]>();

  constructor(
    catalog: Catalog,
    searches: readonly SearchIndex[],
    libraries: readonly LibraryIndex[],
  ) {
    [this.catalog, this.#searches, this.libraries] = [catalog, searches, libraries];
  }

  /** The work that is cited by `key`. A paper's entry may stand under another key. */
  work(key: string): Work | undefined {
    for (const { library } of this.libraries) {
      const entry = library.entry(key);
      if (entry) return withPaper(key, { library, entry }, this.#paperOf(entry));
    }
    const paper = this.catalog.paper(key);
    return paper && this.#ofPaper(paper, key);
  }

  workOf(identifier: Pick<Identifier, 'scheme' | 'id'>): Work | undefined {
    const found = this.#find(identitiesOfIdentifier(identifier));
    if (found) return this.ofEntry(found);
    const paper = this.catalog.paperOf(identifier);
    return paper && this.ofPaper(paper);
  }

  /** A paper, cited by the key that its entry has in a library, if there is one. */
  ofPaper(paper: Paper): Work {
    return this.#ofPaper(paper, this.#entryOf(paper)?.entry.key ?? paper.key);
  }

  ofEntry(found: LibraryEntry): Work {
    return withPaper(found.entry.key, found, this.#paperOf(found.entry));
  }

  /** Works with words of the query, best first: those with all of them, if there are any. */
  search(query: string, limit: number): Work[] {
    const merged = new Map<string, Ranked>();
    rankedSearch(this.#searches, query).forEach(({ key, isComplete }, rank) => {
      const paper = this.catalog.paper(key);
      if (paper) this.#add(merged, this.ofPaper(paper), rank, isComplete);
    });
    for (const { library, search } of this.libraries)
      search.search(query, Math.max(limit, DEPTH)).forEach(({ entry, isComplete }, rank) => {
        this.#add(merged, this.ofEntry({ library, entry }), rank, isComplete);
      });
    const ranked = [...new Set(merged.values())];
    const complete = ranked.filter(({ isComplete }) => isComplete);
    return (complete.length > 0 ? complete : ranked)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ work }) => work);
  }

  /** Without a query: what was added last to each library, then the papers of the corpora by year. */
  latest(limit: number): Work[] {
    const entries = this.libraries.flatMap(({ library }) =>
      library.entries
        .slice(-limit)
        .reverse()
        .map((entry) => this.ofEntry({ library, entry })),
    );
    const papers = this.catalog.papersByYear.slice(0, limit).map((paper) => this.ofPaper(paper));
    return [...entries.slice(0, Math.max(limit - papers.length, limit >> 1)), ...papers].slice(
      0,
      limit,
    );
  }

  /** Works whose key begins so, case and accents aside; those of libraries first. */
  withKeyPrefix(folded: string, limit: number): Work[] {
    const entries = this.libraries.flatMap(({ library, search }) =>
      search.completeKey(folded, limit).map((entry) => this.ofEntry({ library, entry })),
    );
    const papers = this.catalog.papersWithKeyPrefix(folded).map((paper) => this.ofPaper(paper));
    return [...entries, ...papers].slice(0, limit);
  }

  /** Titles and authors with years of library entries in a block's prose; spans are relative to the block. */
  namesIn(facts: BlockFacts): NamedWorks[] {
    return this.libraries.flatMap(({ library, names }) =>
      names.namesIn(facts).map(({ start, end, entries }) => ({
        start,
        end,
        works: entries.map((entry) => this.ofEntry({ library, entry })),
      })),
    );
  }

  /** Known keys that look like `key`, the nearest first. */
  nearestKeys(key: string, limit: number): string[] {
    return [
      ...new Set([
        ...this.libraries.flatMap(({ search }) => search.nearestKeys(key, limit)),
        ...this.#papersNear(key),
      ]),
    ].slice(0, limit);
  }

  #papersNear(key: string): string[] {
    const keys = this.catalog.papers.map((paper) => paper.key).sort();
    const found: { key: string; edits: number }[] = [];
    const words = SortedWords.of(keys);
    findNear(words, key, MOST_EDITS, (from, to, edits, isWhole) => {
      if (isWhole) for (const near of keys.slice(from, to)) found.push({ key: near, edits });
    });
    return found.sort((a, b) => a.edits - b.edits).map((near) => near.key);
  }

  /** Records of one work are added up under the one that came first. */
  #add(merged: Map<string, Ranked>, work: Work, rank: number, isComplete: boolean): void {
    const names = this.#namesOf(work);
    const known = names.map((name) => merged.get(name)).find((ranked) => ranked !== undefined);
    const ranked = known ?? { work, isComplete: false, score: 0 };
    ranked.isComplete ||= isComplete;
    ranked.score += 1 / (RANK_OFFSET + rank + 1);
    for (const name of names) merged.set(name, ranked);
  }

  #ofPaper(paper: Paper, key: string): Work {
    const found = this.#entryOf(paper);
    return found ? { key, paper, found } : { key, paper };
  }

  #entryOf(paper: Paper): LibraryEntry | undefined {
    if (this.#entryOfPaper.has(paper)) return this.#entryOfPaper.get(paper);
    const found = this.#find(identitiesOfPaper(paper));
    this.#entryOfPaper.set(paper, found);
    return found;
  }

  #paperOf(entry: Entry): Paper | undefined {
    return this.catalog.paperWith(this.#identitiesOf(entry));
  }

  #identitiesOf(entry: Entry): readonly string[] {
    const known = this.#identities.get(entry);
    if (known) return known;
    const identities = identitiesOf(entry);
    this.#identities.set(entry, identities);
    return identities;
  }

  /** What two records share if they are one work. */
  #namesOf({ key, paper, found }: Work): string[] {
    return [
      `key:${key}`,
      ...(paper ? identitiesOfPaper(paper) : []),
      ...(found ? this.#identitiesOf(found.entry) : []),
    ];
  }

  #find(identities: readonly string[]): LibraryEntry | undefined {
    for (const { library, identities: index } of this.libraries) {
      const [entry] = index.find(identities);
      if (entry) return { library, entry };
    }
    return undefined;
  }
}

function withPaper(key: string, found: LibraryEntry, paper: Paper | undefined): Work {
  return paper ? { key, paper, found } : { key, found };
}

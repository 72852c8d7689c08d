// Owns the merged view of all corpora: look-up of papers and methods by key, identifier and theme.
import type { Corpus } from '../corpus/corpus';
import type { Method } from '../corpus/method';
import type { Paper } from '../corpus/paper';
import type { Theme } from '../corpus/themes';
import type { Identifier } from '../syntax/document';
import { fold } from '../text/fold';
import { identitiesOfIdentifier, identitiesOfPaper } from './identity';

/** Immutable. Of two papers with one key or identifier, the earlier one stands. Building is linear. */
export class Catalog {
  readonly papers: readonly Paper[];
  /** The latest first. */
  readonly papersByYear: readonly Paper[];
  readonly methods: readonly Method[];
  readonly themes: readonly Theme[];
  readonly #byKey = new Map<string, Paper>();
  readonly #byIdentity = new Map<string, Paper>();
  readonly #foldedKeys: readonly { readonly folded: string; readonly paper: Paper }[];
  readonly #methodById = new Map<string, Method>();
  readonly #methodsOfPaper = new Map<string, Method[]>();
  readonly #themeLabels = new Map<string, string>();

  constructor(corpora: readonly Corpus[]) {
    for (const paper of corpora.flatMap((corpus) => corpus.papers)) {
      if (this.#byKey.has(paper.key)) continue;
      this.#byKey.set(paper.key, paper);
      for (const identity of identitiesOfPaper(paper)) {
        if (!this.#byIdentity.has(identity)) this.#byIdentity.set(identity, paper);
      }
    }
    for (const method of corpora.flatMap((corpus) => corpus.methods)) {
      if (this.#methodById.has(method.id)) continue;
      this.#methodById.set(method.id, method);
      this.#methodsOfPaper.set(method.paper, [
        ...(this.#methodsOfPaper.get(method.paper) ?? []),
        method,
      ]);
    }
    this.papers = [...this.#byKey.values()];
    this.papersByYear = [...this.papers].sort(
      (a, b) => b.year - a.year || (a.key < b.key ? -1 : 1),
    );
    this.#foldedKeys = this.papers.map((paper) => ({ folded: fold(paper.key), paper }));
    this.methods = [...this.#methodById.values()];
    this.themes = mergeThemes(corpora.flatMap((corpus) => corpus.themes));
    for (const theme of this.themes)
      for (const child of theme.children) this.#themeLabels.set(child.id, child.label);
  }

  paper(key: string): Paper | undefined {
    return this.#byKey.get(key);
  }

  paperOf(identifier: Pick<Identifier, 'scheme' | 'id'>): Paper | undefined {
    return this.paperWith(identitiesOfIdentifier(identifier));
  }

  /** The paper that one of these names stands for (works/identity.ts). */
  paperWith(identities: readonly string[]): Paper | undefined {
    for (const identity of identities) {
      const paper = this.#byIdentity.get(identity);
      if (paper) return paper;
    }
    return undefined;
  }

  /** Papers whose key begins so, case and accents aside. */
  papersWithKeyPrefix(folded: string): Paper[] {
    return this.#foldedKeys
      .filter((one) => one.folded.startsWith(folded))
      .map(({ paper }) => paper);
  }

  method(id: string): Method | undefined {
    return this.#methodById.get(id);
  }

  methodsOf(paper: Paper): readonly Method[] {
    return this.#methodsOfPaper.get(paper.key) ?? [];
  }

  /** Labels of the subthemes of a paper, the main one first; unknown ids are left out. */
  themeLabels(paper: Paper): readonly string[] {
    return paper.themes.flatMap((id) => this.#themeLabels.get(id) ?? []);
  }
}

/** A theme that several corpora have is one theme with the children of all. */
function mergeThemes(themes: readonly Theme[]): Theme[] {
  const merged = new Map<string, Theme>();
  for (const theme of themes) {
    const children = new Map(
      (merged.get(theme.id)?.children ?? []).map((child) => [child.id, child]),
    );
    for (const child of theme.children) if (!children.has(child.id)) children.set(child.id, child);
    merged.set(theme.id, { ...(merged.get(theme.id) ?? theme), children: [...children.values()] });
  }
  return [...merged.values()];
}

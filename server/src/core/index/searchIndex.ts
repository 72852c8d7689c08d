// Owns ranked search over the papers of a corpus. The only file that knows lunr.
import lunr from 'lunr';
import { foldedWords } from '../text/words';
import type { Catalog } from '../works/catalog';

export interface Hit {
  readonly key: string;
  readonly score: number;
  /** Whether the paper holds every word of the query. */
  readonly isComplete: boolean;
}

/** What is written to disk: opaque to everybody else. */
export type SerializedIndex = object;

const BOOST = { key: 6, names: 8, title: 5, authors: 5, year: 2, terms: 3, text: 1 } as const;
type Field = keyof typeof BOOST;

/** Matched as typed: whole, by prefix and with a typo. */
const NAME_FIELDS: readonly Field[] = ['key', 'names', 'title', 'authors', 'year'];
/** Running text: matched by stem. */
const TEXT_FIELDS: readonly Field[] = ['terms', 'text'];

/** From this length on, a word may hold one wrong letter. */
const TYPO_LENGTH = 5;
const WHOLE = 4;
const PREFIX = 2;

function stem(word: string): string {
  return lunr.stemmer(new lunr.Token(word, {})).toString();
}

/** Words of one field. lunr hands the field's name over in the metadata. */
function tokenise(value: unknown, metadata: { readonly fields?: readonly string[] }): lunr.Token[] {
  const stems = TEXT_FIELDS.some((field) => metadata.fields?.includes(field));
  return foldedWords(String(value)).map(
    (word) => new lunr.Token(stems ? stem(word) : word, { ...metadata }),
  );
}

/** Builds the index of a catalog's papers: some 100 ms for a hundred papers, so it is done at build time. */
export function buildSearchIndex(catalog: Catalog): SerializedIndex {
  const builder = new lunr.Builder();
  builder.ref('key_');
  for (const [field, boost] of Object.entries(BOOST)) builder.field(field, { boost });
  // lunr types its tokenizer as its own; any function of this shape serves (lunr.Builder, "tokenizer").
  builder.tokenizer = tokenise as unknown as typeof lunr.tokenizer;
  for (const paper of catalog.papers) {
    const methods = catalog.methodsOf(paper).flatMap((method) => [method.name, ...method.aliases]);
    builder.add({
      key_: paper.key,
      key: paper.key,
      names: [...paper.names.map((name) => name.name), ...methods].join(' ; '),
      title: [paper.title, ...paper.titles].join(' ; '),
      authors: paper.authors.map((author) => author.family).join(' ; '),
      year: String(paper.year),
      terms: [...paper.terms, ...catalog.themeLabels(paper)].join(' ; '),
      text: [
        paper.summary,
        ...paper.problem,
        ...paper.approach,
        ...paper.findings,
        paper.useItWhen ?? '',
      ].join(' '),
    });
  }
  return builder.build().toJSON();
}

/** An index that is loaded with the first search: that costs some 20 ms for a hundred papers. */
export class SearchIndex {
  readonly #serialized: () => SerializedIndex;
  #index: lunr.Index | undefined;

  constructor(serialized: () => SerializedIndex) {
    this.#serialized = serialized;
  }

  /**
   * Papers that hold the words of `query`, in any order, best first. A paper with all of the words
   * stands before one with some. No syntax: whatever a person types is taken as words.
   */
  search(query: string): Hit[] {
    const words = [...new Set(foldedWords(query))];
    const found = new Map<string, { score: number; words: number }>();
    for (const word of words) {
      for (const { ref, score } of this.#lookUp(word)) {
        const known = found.get(ref) ?? { score: 0, words: 0 };
        found.set(ref, { score: known.score + score, words: known.words + 1 });
      }
    }
    const hits = [...found].map(([key, { score, words: matched }]) => ({
      key,
      score: score * (matched / words.length) ** 2,
      isComplete: matched === words.length,
    }));
    return hits.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  }

  /** A typo is only looked for where the word as typed finds nothing: it costs ten times as much. */
  #lookUp(word: string): lunr.Index.Result[] {
    const index = (this.#index ??= lunr.Index.load(this.#serialized()));
    const names = { fields: [...NAME_FIELDS], usePipeline: false };
    const asTyped = index.query((query) => {
      query.term(word, { ...names, boost: WHOLE });
      query.term(word, { ...names, boost: PREFIX, wildcard: lunr.Query.wildcard.TRAILING });
      query.term(stem(word), { fields: [...TEXT_FIELDS], usePipeline: false });
    });
    if (asTyped.length > 0 || word.length < TYPO_LENGTH) return asTyped;
    return index.query((query) => query.term(word, { ...names, editDistance: 1 }));
  }
}

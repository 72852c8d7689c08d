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

const BOOST = {
  key: 6, names: 8, title: 5, authors: 5, year: 2, terms: 3, text: 1, phrases: 10,
} as const; // prettier-ignore
type Field = keyof typeof BOOST;

/** Matched as typed: whole, by prefix and with a typo. */
const NAME_FIELDS: readonly Field[] = ['key', 'names', 'title', 'authors', 'year'];
/** Whole titles and names: matched from their beginning. */
const PHRASE_FIELD: Field = 'phrases';
/** Running text: matched by stem. */
const TEXT_FIELDS: readonly Field[] = ['terms', 'text'];

/** From this length on, every word of a query may be the beginning of one. */
const PREFIX_LENGTH = 3;
/** From this length on, a word may hold one wrong letter. */
const TYPO_LENGTH = 5;
const WHOLE = 4;
const PREFIX = 2;

/** British and American spelling are one (`initialise`, `initialize`), also while a word is being typed. */
function wordsIn(text: string): string[] {
  return foldedWords(text).map((word) => word.replaceAll('z', 's'));
}

function stem(word: string): string {
  return lunr.stemmer(new lunr.Token(word, {})).toString();
}

/** Words of one field. lunr hands the field's name over in the metadata. */
function tokenise(value: unknown, metadata: { readonly fields?: readonly string[] }): lunr.Token[] {
  if (Array.isArray(value)) {
    return value.map(
      (phrase) => new lunr.Token(wordsIn(String(phrase)).join(' '), { ...metadata }),
    );
  }
  const stems = TEXT_FIELDS.some((field) => metadata.fields?.includes(field));
  return wordsIn(String(value)).map(
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
    const names = paper.names.map((name) => name.name);
    const titles = [paper.title, ...paper.titles];
    builder.add({
      key_: paper.key,
      key: paper.key,
      names: [...names, ...methods].join(' ; '),
      title: titles.join(' ; '),
      phrases: [...titles, ...names, ...methods],
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
    const typed = wordsIn(query);
    const words = [...new Set(typed)];
    const found = new Map<string, { score: number; words: number }>();
    for (const word of words) {
      // A short word begins many others; it is only taken for a beginning while it is being typed.
      const mayGoOn = word.length >= PREFIX_LENGTH || word === words[words.length - 1];
      for (const { ref, score } of this.#lookUp(word, mayGoOn)) {
        const known = found.get(ref) ?? { score: 0, words: 0 };
        found.set(ref, { score: known.score + score, words: known.words + 1 });
      }
    }
    for (const { ref, score } of this.#lookUpPhrase(typed.join(' '))) {
      const known = found.get(ref) ?? { score: 0, words: 0 };
      found.set(ref, { ...known, score: known.score + score });
    }
    const hits = [...found].map(([key, { score, words: matched }]) => ({
      key,
      score: score * (matched / words.length) ** 2,
      isComplete: matched === words.length,
    }));
    return hits.sort(
      (a, b) =>
        Number(b.isComplete) - Number(a.isComplete) ||
        b.score - a.score ||
        (a.key < b.key ? -1 : 1),
    );
  }

  /** A typo is only looked for where the word as typed finds nothing: it costs ten times as much. */
  #lookUp(word: string, mayGoOn: boolean): lunr.Index.Result[] {
    const index = this.#load();
    const names = { fields: [...NAME_FIELDS], usePipeline: false };
    const asTyped = index.query((query) => {
      query.term(word, { ...names, boost: WHOLE });
      if (mayGoOn)
        query.term(word, { ...names, boost: PREFIX, wildcard: lunr.Query.wildcard.TRAILING });
      query.term(stem(word), { fields: [...TEXT_FIELDS], usePipeline: false });
    });
    if (asTyped.length > 0 || word.length < TYPO_LENGTH) return asTyped;
    return index.query((query) => query.term(word, { ...names, editDistance: 1 }));
  }

  #lookUpPhrase(phrase: string): lunr.Index.Result[] {
    if (phrase === '') return [];
    const clause = { fields: [PHRASE_FIELD], usePipeline: false };
    return this.#load().query((query) => {
      query.term(phrase, { ...clause, boost: WHOLE });
      query.term(phrase, {
        ...clause,
        boost: PREFIX,
        wildcard: lunr.Query.wildcard.TRAILING,
      });
    });
  }

  #load(): lunr.Index {
    return (this.#index ??= lunr.Index.load(this.#serialized()));
  }
}

// Owns ranked search over the papers of a corpus. The only file that knows lunr.
import lunr from 'lunr';
import { foldedWords } from '../text/words';
import type { Catalog } from '../works/catalog';
import { FIELDS, NAME_FIELDS, searchTexts, TEXT_FIELDS, type Field } from './searchFields';

/** How a paper holds one word of a query. */
export interface Match {
  /** Indexed forms of the paper's words (matchedWords.ts). */
  readonly forms: readonly string[];
  readonly fields: readonly Field[];
}

export interface Hit {
  readonly key: string;
  readonly score: number;
  /** Whether the paper holds every word of the query that counts. */
  readonly isComplete: boolean;
  /** One for each word of the query that the paper holds. */
  readonly matched: readonly Match[];
}

/** What is written to disk. lunr repeats a paper's name thousands of times, so it knows papers by number. */
export interface SerializedIndex {
  readonly keys: readonly string[];
  /** lunr's own. */
  readonly index: object;
}

/** What the ranking rests on. The bench varies each part, to see what it is worth. */
export interface Ranking {
  /** What a match in a field counts, if not 1. */
  readonly boosts: Readonly<Partial<Record<Field, number>>>;
  /** The forms under which a word of running text is indexed and looked up. */
  readonly formsOf: (word: string) => readonly string[];
  /** Words of a query that do not count, unless it has no others. */
  readonly isPassedOver: (word: string) => boolean;
  /** Power of the share of the query's words that a paper holds, by which its score is weighted. */
  readonly coverage: number;
}

export const RANKING: Ranking = {
  // A name or a year is in other texts, too, but there it says less.
  boosts: { key: 4, authors: 4, year: 4 },
  formsOf: (word) => [...new Set([word, stem(word)])],
  isPassedOver: (word) => word.length === 1 || isStopWord(word),
  coverage: 2,
};

/** Whole titles and names: matched from their beginning. */
const PHRASE_FIELD = 'phrases';
const PHRASE_BOOST = 10;
/** From this length on, every word of a query may be the beginning of one. */
const PREFIX_LENGTH = 3;
/** From this length on, a word may hold one wrong letter. */
const TYPO_LENGTH = 5;
const WHOLE = 4;
const PREFIX = 2;

/** Added up for one paper while the words of a query are looked up. */
interface Sum {
  score: number;
  readonly matched: Match[];
}

/** British and American spelling are one (`initialise`, `initialize`), also while a word is being typed. */
export function indexedWord(folded: string): string {
  return folded.replaceAll('z', 's');
}

function wordsIn(text: string): string[] {
  return foldedWords(text).map(indexedWord);
}

function stem(word: string): string {
  return lunr.stemmer(new lunr.Token(word, {})).toString();
}

/** English words that say nothing of what a text is about. */
export function isStopWord(word: string): boolean {
  const kept: lunr.Token | undefined = lunr.stopWordFilter(new lunr.Token(word, {}));
  return kept === undefined;
}

/** What is indexed of each field's texts. lunr hands the field's name over in the metadata. */
function tokeniser({ formsOf }: Ranking) {
  return (value: unknown, metadata: { readonly fields?: readonly string[] }): lunr.Token[] => {
    const texts = (value as readonly string[]).map(wordsIn);
    const [field] = metadata.fields ?? [];
    const tokens =
      field === PHRASE_FIELD
        ? texts.map((words) => words.join(' '))
        : TEXT_FIELDS.some((one) => one === field)
          ? texts.flat().flatMap(formsOf)
          : texts.flat();
    return tokens.map((token) => new lunr.Token(token, { ...metadata }));
  };
}

/** Builds the index of a catalog's papers: some 500 ms for a hundred papers, so it is done at build time. */
export function buildSearchIndex(catalog: Catalog, ranking = RANKING): SerializedIndex {
  const builder = new lunr.Builder();
  builder.ref('number');
  for (const field of FIELDS) builder.field(field, { boost: ranking.boosts[field] ?? 1 });
  builder.field(PHRASE_FIELD, { boost: PHRASE_BOOST });
  // lunr types its tokenizer as its own; any function of this shape serves (lunr.Builder, "tokenizer").
  builder.tokenizer = tokeniser(ranking) as unknown as typeof lunr.tokenizer;
  for (const [number, paper] of catalog.papers.entries()) {
    const texts = searchTexts(paper, catalog);
    builder.add({ ...texts, [PHRASE_FIELD]: [...texts.title, ...texts.names], number });
  }
  return { keys: catalog.papers.map(({ key }) => key), index: builder.build().toJSON() };
}

/** An index that is loaded with the first search: that costs some 100 ms for a hundred papers. */
export class SearchIndex {
  readonly #serialized: () => SerializedIndex;
  readonly #ranking: Ranking;
  #loaded: { readonly keys: readonly string[]; readonly index: lunr.Index } | undefined;

  constructor(serialized: () => SerializedIndex, ranking = RANKING) {
    [this.#serialized, this.#ranking] = [serialized, ranking];
  }

  /**
   * Papers that hold the words of `query`, in any order, best first. A paper with all of the words
   * stands before one with some. No syntax: whatever a person types is taken as words.
   */
  search(query: string): Hit[] {
    const typed = wordsIn(query);
    const words = this.#wordsThatCount(typed);
    const sums = new Map<string, Sum>();
    for (const word of words) {
      // A short word begins many others; it is only taken for a beginning while it is being typed.
      const mayGoOn = word.length >= PREFIX_LENGTH || word === words[words.length - 1];
      for (const found of this.#lookUp(word, mayGoOn)) add(sums, found, matchIn(found));
    }
    for (const found of this.#lookUpPhrase(typed.join(' '))) add(sums, found);
    const { keys } = this.#load();
    const hits = [...sums].map(([number, { score, matched }]) => ({
      key: keys[Number(number)] ?? '',
      score: score * (matched.length / words.length) ** this.#ranking.coverage,
      isComplete: matched.length === words.length,
      matched,
    }));
    return hits.sort(
      (a, b) =>
        Number(b.isComplete) - Number(a.isComplete) ||
        b.score - a.score ||
        (a.key < b.key ? -1 : 1),
    );
  }

  #wordsThatCount(typed: readonly string[]): string[] {
    const words = [...new Set(typed)];
    const counting = words.filter((word) => !this.#ranking.isPassedOver(word));
    return counting.length > 0 ? counting : words;
  }

  /** A typo is only looked for where the word as typed finds nothing: it costs ten times as much. */
  #lookUp(word: string, mayGoOn: boolean): lunr.Index.Result[] {
    const { index } = this.#load();
    const names = { fields: [...NAME_FIELDS], usePipeline: false };
    const asTyped = index.query((query) => {
      query.term(word, { ...names, boost: WHOLE });
      if (mayGoOn)
        query.term(word, { ...names, boost: PREFIX, wildcard: lunr.Query.wildcard.TRAILING });
      for (const form of this.#ranking.formsOf(word))
        query.term(form, { fields: [...TEXT_FIELDS], usePipeline: false });
    });
    if (asTyped.length > 0 || word.length < TYPO_LENGTH) return asTyped;
    return index.query((query) => query.term(word, { ...names, editDistance: 1 }));
  }

  #lookUpPhrase(phrase: string): lunr.Index.Result[] {
    if (phrase === '') return [];
    const clause = { fields: [PHRASE_FIELD], usePipeline: false };
    return this.#load().index.query((query) => {
      query.term(phrase, { ...clause, boost: WHOLE });
      query.term(phrase, {
        ...clause,
        boost: PREFIX,
        wildcard: lunr.Query.wildcard.TRAILING,
      });
    });
  }

  #load() {
    if (this.#loaded) return this.#loaded;
    const { keys, index } = this.#serialized();
    return (this.#loaded = { keys, index: lunr.Index.load(index) });
  }
}

function add(sums: Map<string, Sum>, { ref, score }: lunr.Index.Result, match?: Match): void {
  const sum = sums.get(ref) ?? { score: 0, matched: [] };
  sum.score += score;
  if (match) sum.matched.push(match);
  sums.set(ref, sum);
}

/** What a look-up met in one paper. */
function matchIn({ matchData }: lunr.Index.Result): Match {
  const places = matchData.metadata as Readonly<Record<string, object>>;
  const fieldsOfForms = Object.values(places);
  return {
    forms: Object.keys(places),
    fields: FIELDS.filter((field) => fieldsOfForms.some((fields) => field in fields)),
  };
}

/** Whether the paper holds every word of the query that counts in one of these fields. */
export function isCompleteIn({ isComplete, matched }: Hit, fields: readonly Field[]): boolean {
  return isComplete && matched.every((match) => match.fields.some((one) => fields.includes(one)));
}

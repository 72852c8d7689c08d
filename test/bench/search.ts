// Owns the benchmark of the search: plain lunr, what ships, and what each part of it is worth, on the same queries.
import { existsSync, readFileSync } from 'node:fs';
import lunr from 'lunr';
import type { Corpus } from '../../server/src/core/corpus/corpus';
import { importPage } from '../../server/src/core/corpus/pageImport';
import type { Paper } from '../../server/src/core/corpus/paper';
import {
  buildSearchIndex,
  RANKING,
  SearchIndex,
  type Ranking,
} from '../../server/src/core/index/searchIndex';
import { fold } from '../../server/src/core/text/fold';
import { foldedWords } from '../../server/src/core/text/words';
import { Catalog } from '../../server/src/core/works/catalog';
import { drawQueries, recall } from './queries';
import { HELD_OUT_QUESTIONS, OPEN_QUESTIONS } from './questions';

const PAGE =
  process.argv[2] ?? process.env.PAPERLENS_SOURCE_PAGE ?? '../shared/corpus/source-page.txt';
const COMMON = 0.1;

type Search = (words: string) => readonly string[];

/** lunr as its documentation begins, over titles and whole abstracts. Undefined without the page. */
function plainLunr(papers: readonly Paper[]): Search | undefined {
  if (!existsSync(PAGE)) return undefined;
  const records = importPage(PAGE, readFileSync(PAGE, 'utf8')).value;
  const abstracts = new Map(records.map(({ title, abstract }) => [fold(title), abstract]));
  const index = lunr(function () {
    this.ref('key');
    this.field('title');
    this.field('abstract');
    for (const { key, title } of papers)
      this.add({ key, title, abstract: abstracts.get(fold(title)) });
  });
  return (words) => index.search(foldedWords(words).join(' ')).map(({ ref }) => ref);
}

function ours(corpus: Corpus, change: Partial<Ranking> = {}): Search {
  const ranking = { ...RANKING, ...change };
  const serialized = buildSearchIndex(new Catalog([corpus]), ranking);
  const index = new SearchIndex(() => serialized, ranking);
  return (words) => index.search(words).map(({ key }) => key);
}

/** The corpus with papers that lack something. */
function without(corpus: Corpus, lacking: Partial<Paper>): Corpus {
  return { ...corpus, papers: corpus.papers.map((paper) => ({ ...paper, ...lacking })) };
}

const NO_TEXT = { summary: '', problem: [], approach: [], findings: [], useItWhen: '' };
/** What the fields counted before there was this benchmark. */
const BOOSTS = { key: 6, names: 8, title: 5, authors: 5, year: 2, terms: 3 };

function* variants(corpus: Corpus): Generator<readonly [what: string, search: Search]> {
  const plain = plainLunr(corpus.papers);
  if (plain) yield ['plain lunr: titles and abstracts', plain];
  yield ['**as shipped**', ours(corpus)];
  yield ['no boosts', ours(corpus, { boosts: {} })];
  yield ['boosts of all names by hand', ours(corpus, { boosts: BOOSTS })];
  yield ['no stems', ours(corpus, { formsOf: (word) => [word] })];
  yield ['stems only', ours(corpus, { formsOf: (word) => RANKING.formsOf(word).slice(-1) })];
  yield ['stop words count', ours(corpus, { isPassedOver: () => false })];
  yield ['no weight for coverage', ours(corpus, { coverage: 0 })];
  yield ['no words of abstracts', ours(without(corpus, { words: [] }))];
  yield ['no terms', ours(without(corpus, { terms: [] }))];
  yield ['no names, no methods', ours({ ...without(corpus, { names: [] }), methods: [] })];
  yield ['no summary, no points', ours(without(corpus, NO_TEXT))];
  yield ['only titles and cards', ours(without(corpus, { words: [], terms: [], names: [] }))];
}

function main(): void {
  const corpus = JSON.parse(readFileSync('dist/corpus.json', 'utf8')) as Corpus;
  const sets = [
    drawQueries(corpus.papers, 0),
    drawQueries(corpus.papers, COMMON),
    OPEN_QUESTIONS,
    HELD_OUT_QUESTIONS,
  ];
  if (!existsSync(PAGE)) console.log(`${PAGE} is absent: plain lunr is not measured.\n`);
  console.log(`Queries: ${sets.map(({ length }) => length).join(', ')}. recall@1 / @5 / MRR\n`);
  console.log('| search | any words | common words | open questions | held-out questions |');
  console.log('|---|---:|---:|---:|---:|');
  for (const [what, search] of variants(corpus)) {
    const cells = sets.map((set) => {
      const { at1, at5, mrr } = recall(set, search);
      return [at1, at5, mrr].map((value) => value.toFixed(2)).join(' / ');
    });
    console.log(`| ${[what, ...cells].join(' | ')} |`);
  }
}

main();

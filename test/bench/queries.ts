// Owns the queries that are drawn for the search benchmark, and the figures of how well they are answered.
import type { Paper } from '../../server/src/core/corpus/paper';
import { generator } from './notes';
import type { Question } from './questions';

const WORDS_A_QUERY = 5;
const QUERIES_A_PAPER = 10;

/**
 * Ten queries a paper, each of five different words of its abstract. Taken are the words of
 * `corpus/words.yaml` (no stop words) of three or more letters without digits that stand in at least
 * this share of the abstracts. Every word is as likely as any other.
 */
export function drawQueries(papers: readonly Paper[], share: number, seed = 1): Question[] {
  const random = generator(seed);
  const counts = new Map<string, number>();
  for (const word of papers.flatMap(({ words }) => words ?? []))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return papers.flatMap(({ key, words = [] }) => {
    const eligible = words.filter(
      (word) =>
        word.length > 2 && !/\p{N}/u.test(word) && (counts.get(word) ?? 0) >= share * papers.length,
    );
    return Array.from({ length: QUERIES_A_PAPER }, () => {
      const rest = [...eligible];
      const drawn = Array.from({ length: Math.min(WORDS_A_QUERY, rest.length) }, () =>
        rest.splice(Math.floor(random() * rest.length), 1),
      );
      return { words: drawn.flat().join(' '), keys: [key] };
    });
  });
}

export interface Recall {
  /** Shares of the questions whose answer stands first, and among the first five. */
  readonly at1: number;
  readonly at5: number;
  /** Mean reciprocal rank of the answer; 0 where it is not found. */
  readonly mrr: number;
}

/** How well `search`, which gives keys in order, answers. */
export function recall(
  questions: readonly Question[],
  search: (words: string) => readonly string[],
): Recall {
  const ranks = questions.map(
    ({ words, keys }) => search(words).findIndex((key) => keys.includes(key)) + 1,
  );
  const share = (count: (rank: number) => number) =>
    ranks.reduce((sum, rank) => sum + (rank > 0 ? count(rank) : 0), 0) / ranks.length;
  return {
    at1: share((rank) => Number(rank === 1)),
    at5: share((rank) => Number(rank <= 5)),
    mrr: share((rank) => 1 / rank),
  };
}

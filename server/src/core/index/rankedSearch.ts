// Owns the merging of the rankings of several indexes into one.
import type { Hit, SearchIndex } from './searchIndex';

/** Dampens the first ranks, as in Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009). */
export const RANK_OFFSET = 60;

/** The merged ranking. Scores of different indexes do not compare, so ranks are added up instead. */
export function rankedSearch(indexes: readonly SearchIndex[], query: string): Hit[] {
  const [only, ...others] = indexes;
  if (only && others.length === 0) return only.search(query);
  const merged = new Map<string, Hit>();
  for (const index of indexes) {
    index.search(query).forEach((hit, rank) => {
      const known = merged.get(hit.key);
      const score = (known?.score ?? 0) + 1 / (RANK_OFFSET + rank + 1);
      merged.set(hit.key, {
        ...(known ?? hit),
        score,
        isComplete: hit.isComplete || known?.isComplete === true,
      });
    });
  }
  return [...merged.values()].sort((a, b) => b.score - a.score);
}

// Owns how alike papers are: by the words, terms, themes and relations of their cards.
import type { Paper } from '../corpus/paper';
import { foldedWords } from '../text/words';

/** How much more a word counts that stands in these places than one in the points. */
const WEIGHT = { title: 3, terms: 2, summary: 2, points: 1, theme: 12, related: 3 } as const;

export interface Neighbour {
  readonly key: string;
  /** Cosine of the two cards' vectors: 0 for nothing in common, 1 for the same. */
  readonly similarity: number;
}

type Vector = ReadonlyMap<string, number>;

/** Vectors of length 1 over weighted words; a word that few papers have counts more. Building is linear. */
export class PaperSimilarity {
  readonly #vectors = new Map<string, Vector>();
  readonly #papersWith = new Map<string, string[]>();

  constructor(papers: readonly Paper[]) {
    const counts = papers.map((paper) => [paper.key, featuresOf(paper)] as const);
    for (const [key, features] of counts) {
      for (const feature of features.keys()) {
        const known = this.#papersWith.get(feature);
        if (known) known.push(key);
        else this.#papersWith.set(feature, [key]);
      }
    }
    for (const [key, features] of counts) {
      this.#vectors.set(key, this.#vectorOf(features, papers.length));
    }
  }

  /** The papers that share anything with this one, the most alike first; equals in the order of their keys. */
  neighbours(key: string): Neighbour[] {
    const similarity = new Map<string, number>();
    for (const [feature, weight] of this.#vectors.get(key) ?? []) {
      for (const other of this.#papersWith.get(feature) ?? []) {
        const product = weight * (this.#vectors.get(other)?.get(feature) ?? 0);
        similarity.set(other, (similarity.get(other) ?? 0) + product);
      }
    }
    similarity.delete(key);
    return [...similarity]
      .map(([other, value]) => ({ key: other, similarity: value }))
      .filter((one) => one.similarity > 0)
      .sort((a, b) => b.similarity - a.similarity || (a.key < b.key ? -1 : 1));
  }

  #vectorOf(features: ReadonlyMap<string, number>, papers: number): Vector {
    const weights = [...features].map(([feature, count]) => {
      const rarity = Math.log(papers / (this.#papersWith.get(feature)?.length ?? papers));
      return [feature, Math.log1p(count) * rarity] as const;
    });
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([feature, weight]) => [feature, weight / length]));
  }
}

/** Words by how often the card has them; a theme or a related paper is a word of its own kind. */
function featuresOf(paper: Paper): ReadonlyMap<string, number> {
  const features = new Map<string, number>();
  const add = (feature: string, weight: number) =>
    features.set(feature, (features.get(feature) ?? 0) + weight);
  const addWords = (text: string, weight: number) => {
    for (const word of foldedWords(text)) add(`word:${word}`, weight);
  };
  addWords(paper.title, WEIGHT.title);
  addWords(paper.summary, WEIGHT.summary);
  for (const term of paper.terms) addWords(term, WEIGHT.terms);
  const points = [...paper.problem, ...paper.approach, ...paper.findings];
  for (const point of points) addWords(point, WEIGHT.points);
  for (const theme of paper.themes) add(`theme:${theme}`, WEIGHT.theme);
  for (const key of [paper.key, ...paper.related.map((one) => one.key)])
    add(`paper:${key}`, WEIGHT.related);
  return features;
}

// Owns where papers stand on the map of the field: as the build placed them, else near those that they are like.
import type { Paper } from '../corpus/paper';
import { PaperSimilarity } from './similarity';

/** From 0 to 1 for the papers that the build placed; others may stand outside. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Places = ReadonlyMap<string, Point>;

/** So many of the most alike papers decide on a place. */
const NEIGHBOURS = 4;
/** Less than this is what any two papers have in common. */
const LEAST_SIMILARITY = 0.03;
/** Two papers stand no nearer than this. */
const GAP = 0.03;
/** Where papers begin that are like none: beside the others. */
const ASIDE: Point = { x: 1.15, y: 0.5 };
/** Turns between steps of a spiral by which no two steps line up. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * A place for every paper; the same papers are always given the same places. Those without one are placed in
 * their order, so that a later one may stand near an earlier one. Costs the square of their number at most.
 */
export function placeAll(papers: readonly Paper[], known: Places): Places {
  const unknown = papers.filter((paper) => !known.has(paper.key));
  const places = new Map(
    papers.flatMap((paper) => {
      const place = known.get(paper.key);
      return place ? [[paper.key, place]] : [];
    }),
  );
  if (unknown.length === 0) return places;
  const similarity = new PaperSimilarity(papers);
  for (const { key } of unknown) {
    const near = similarity
      .neighbours(key)
      .filter((one) => one.similarity >= LEAST_SIMILARITY)
      .flatMap((one) => {
        const place = places.get(one.key);
        return place ? [{ ...place, weight: one.similarity }] : [];
      })
      .slice(0, NEIGHBOURS);
    places.set(key, freePlace(near.length > 0 ? meanOf(near) : ASIDE, [...places.values()]));
  }
  return places;
}

function meanOf(points: readonly (Point & { readonly weight: number })[]): Point {
  const sum = points.reduce(
    (all, { x, y, weight }) => ({
      x: all.x + x * weight,
      y: all.y + y * weight,
      weight: all.weight + weight,
    }),
    { x: 0, y: 0, weight: 0 },
  );
  return { x: sum.x / sum.weight, y: sum.y / sum.weight };
}

/** The first place on a spiral around `wanted` that keeps the gap to all that are taken. */
function freePlace(wanted: Point, taken: readonly Point[]): Point {
  for (let step = 0; ; step++) {
    const [radius, angle] = [GAP * 0.5 * Math.sqrt(step), step * GOLDEN_ANGLE];
    const place = {
      x: wanted.x + radius * Math.cos(angle),
      y: wanted.y + radius * Math.sin(angle),
    };
    if (taken.every(({ x, y }) => Math.hypot(place.x - x, place.y - y) >= GAP)) return place;
  }
}

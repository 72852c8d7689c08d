// Owns the places of the shipped papers on the map of the field: alike papers stand near each other.
import { forceCollide, forceSimulation, forceX, forceY } from 'd3-force';
import { UMAP } from 'umap-js';

/** Of each paper, so many neighbours pull at it. More of them: larger patterns, looser groups. */
const NEIGHBOURS = 12;
/** UMAP begins at random places. Of these seeds, the one that keeps most neighbours is taken. */
const SEEDS = [1, 2, 3, 4];
/** No two papers stand nearer than this share of the map's width, so that each can be pointed at. */
const GAP = 0.035;
const SETTLING_STEPS = 300;
const DECIMALS = 4;

/** @typedef {{ x: number, y: number }} Point both from 0 to 1 */

/**
 * The same papers are always given the same places.
 * @param {readonly string[]} keys
 * @param {{ neighbours(key: string): { key: string, similarity: number }[] }} similarity
 * @returns {Record<string, [x: number, y: number]>}
 */
export function placeOnMap(keys, similarity) {
  const nearest = new Map(keys.map((key) => [key, nearestOf(key, keys, similarity)]));
  const candidates = SEEDS.map((seed) => {
    const points = spread(evenOut(project(keys, nearest, seed)));
    return { points, kept: keptNeighbours(keys, nearest, points) };
  });
  const best = candidates.reduce((a, b) => (b.kept > a.kept ? b : a));
  const round = (value) => Number(value.toFixed(DECIMALS));
  return Object.fromEntries(
    keys.map((key, i) => [key, [round(best.points[i].x), round(best.points[i].y)]]),
  );
}

/** The indices and distances of a paper's neighbours, itself first, as UMAP wants them. */
function nearestOf(key, keys, similarity) {
  const found = similarity.neighbours(key);
  const names = new Set([key, ...found.map((one) => one.key)]);
  // A paper that shares nothing with so many others is equally far from the rest.
  const rest = keys.filter((other) => !names.has(other));
  const all = [
    { key, similarity: 1 },
    ...found,
    ...rest.map((other) => ({ key: other, similarity: 0 })),
  ];
  const taken = all.slice(0, NEIGHBOURS);
  const indexOf = new Map(keys.map((one, i) => [one, i]));
  return {
    indices: taken.map((one) => indexOf.get(one.key)),
    distances: taken.map((one) => 1 - one.similarity),
  };
}

/** @returns {Point[]} */
function project(keys, nearest, seed) {
  const umap = new UMAP({
    nNeighbors: Math.min(NEIGHBOURS, keys.length),
    random: seededRandom(seed),
    nEpochs: 400,
  });
  const rows = keys.map((key) => nearest.get(key));
  umap.setPrecomputedKNN(
    rows.map(({ indices }) => indices),
    rows.map(({ distances }) => distances),
  );
  // Of the vectors only their number counts, since the neighbours are known.
  return umap.fit(keys.map((_, i) => [i])).map(([x, y]) => ({ x, y }));
}

/** Numerical Recipes' linear congruential generator: numbers from 0 to 1. */
function seededRandom(seed) {
  let state = seed;
  return () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
}

/**
 * Gives crowded stretches of each axis more room and empty ones less: halfway between where a point is and
 * its rank, so that order stays and groups stay apart.
 * @param {Point[]} points
 */
function evenOut(points) {
  const fitted = fitToSquare(points);
  const ranks = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return values.map((value) => sorted.indexOf(value) / (values.length - 1 || 1));
  };
  const [xs, ys] = [ranks(fitted.map(({ x }) => x)), ranks(fitted.map(({ y }) => y))];
  return fitted.map(({ x, y }, i) => ({ x: (x + xs[i]) / 2, y: (y + ys[i]) / 2 }));
}

/** @param {Point[]} points */
function fitToSquare(points) {
  const fit = (values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (value - low) / (high - low || 1));
  };
  const xs = fit(points.map(({ x }) => x));
  const ys = fit(points.map(({ y }) => y));
  return xs.map((x, i) => ({ x, y: ys[i] }));
}

/** Pushes apart what would lie on each other, and leaves the rest where it is. */
function spread(points) {
  const nodes = points.map(({ x, y }) => ({ x, y, home: { x, y } }));
  forceSimulation(nodes)
    .force('home-x', forceX(({ home }) => home.x).strength(0.1))
    .force('home-y', forceY(({ home }) => home.y).strength(0.1))
    .force('apart', forceCollide(GAP / 2).iterations(4))
    .stop()
    .tick(SETTLING_STEPS);
  return fitToSquare(nodes);
}

/** How many of the papers' neighbours are among as many nearest on the map, from 0 to 1. */
function keptNeighbours(keys, nearest, points) {
  const shares = keys.map((key, i) => {
    const wanted = new Set(nearest.get(key).indices.slice(1));
    const distance = (j) => Math.hypot(points[j].x - points[i].x, points[j].y - points[i].y);
    const found = keys.map((_, j) => j).filter((j) => j !== i);
    found.sort((a, b) => distance(a) - distance(b));
    return found.slice(0, wanted.size).filter((j) => wanted.has(j)).length / (wanted.size || 1);
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

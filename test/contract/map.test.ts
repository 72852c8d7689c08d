// The places that the build gives to the shipped papers: all of them, apart, alike ones near each other.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { PaperSimilarity } from '../../server/src/core/index/similarity';
import { loadShipped, readText } from '../support/repository';

type Places = Readonly<Record<string, readonly [x: number, y: number]>>;
interface Script {
  readonly placeOnMap: (keys: readonly string[], similarity: PaperSimilarity) => Places;
}

const { papers, themes } = loadShipped().value;
const keys = papers.map(({ key }) => key);
const similarity = new PaperSimilarity(papers);
const places = JSON.parse(readText('dist/corpus-map.json')) as Places;

function distance(a: string, b: string): number {
  const [[ax, ay], [bx, by]] = [places[a] ?? [NaN, NaN], places[b] ?? [NaN, NaN]];
  return Math.hypot(ax - bx, ay - by);
}

/** The other papers, the nearest on the map first. */
function nearest(key: string): string[] {
  const others = keys.filter((other) => other !== key);
  return others.sort((a, b) => distance(key, a) - distance(key, b));
}

/** The mean over all papers. */
function mean(share: (key: string) => number): number {
  return keys.reduce((sum, key) => sum + share(key), 0) / keys.length;
}

test('every paper has a place, and nothing else has', () =>
  assert.deepEqual(Object.keys(places).sort(), [...keys].sort()));

test('places are on the map, and fill it', () => {
  for (const values of [0, 1].map((axis) => Object.values(places).map((place) => place[axis]))) {
    assert.equal(Math.min(...values.map(Number)), 0);
    assert.equal(Math.max(...values.map(Number)), 1);
  }
});

test('no two papers stand so near that a pointer cannot tell them apart', () => {
  const least = Math.min(...keys.map((key) => distance(key, nearest(key)[0] ?? '')));
  assert.ok(least > 0.03, `${least}`);
});

test('half of the ten most alike papers are among the ten nearest', () => {
  const kept = mean((key) => {
    const alike = new Set(
      similarity
        .neighbours(key)
        .slice(0, 10)
        .map((one) => one.key),
    );
    return (
      nearest(key)
        .slice(0, 10)
        .filter((other) => alike.has(other)).length / 10
    );
  });
  assert.ok(kept > 0.5, `${kept}`);
});

test('half of the five nearest papers are of the same theme', () => {
  const themeOf = new Map(
    themes.flatMap((theme) => theme.children.map((child) => [child.id, theme.id] as const)),
  );
  const ofPaper = new Map(papers.map((paper) => [paper.key, themeOf.get(paper.themes[0] ?? '')]));
  const same = mean(
    (key) =>
      nearest(key)
        .slice(0, 5)
        .filter((other) => ofPaper.get(other) === ofPaper.get(key)).length / 5,
  );
  assert.ok(same > 0.5, `${same}`);
});

test('the same cards give the same places', async () => {
  const script = pathToFileURL(resolve('scripts/build/map.mjs')).href;
  const { placeOnMap } = (await import(script)) as Script;
  assert.deepEqual(placeOnMap(keys, similarity), places);
});

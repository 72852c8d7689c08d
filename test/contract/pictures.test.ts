// The pictures of the families of methods: those that cards link to are there, with a caption.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { PICTURED, slugOf } from '../../server/src/core/corpus/methodFacets';
import { loadShipped, readText } from '../support/repository';

const FOLDER = 'docs/pictures/methods';
const slugs = PICTURED.map(slugOf).sort();

test('a picture for each family that cards link to, and no other', () => {
  const files = readdirSync(FOLDER).filter((name) => name !== 'captions.json');
  assert.deepEqual(
    files.sort(),
    slugs.map((slug) => `${slug}.svg`),
  );
});

test('each has a title and a caption', () => {
  const captions = JSON.parse(readText(`${FOLDER}/captions.json`)) as Record<
    string,
    { title: string; caption: string }
  >;
  assert.deepEqual(Object.keys(captions).sort(), slugs);
  for (const { title, caption } of Object.values(captions)) assert.ok(title && caption);
});

test('each shows a family that has methods', () => {
  const families = new Set(loadShipped().value.methods.map(({ family }) => family));
  assert.deepEqual(
    PICTURED.filter((family) => !families.has(family)),
    [],
  );
});

test('none runs anything or loads anything', () => {
  for (const slug of slugs) {
    const svg = readText(`${FOLDER}/${slug}.svg`);
    assert.match(svg, /<svg /);
    assert.doesNotMatch(svg, /<script|<foreignObject|\son\w+=|href="(?!#)/);
  }
});

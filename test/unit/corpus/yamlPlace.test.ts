// Where a place in YAML is, while it is typed and afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeAt, placeTyped, type YamlPlace } from '../../../server/src/core/corpus/yamlPlace';

type Drawn = [path: string, what: string, siblings?: string];

/** `related.0.key`, then `field` or `value` with what stands there, then the fields before it. */
function drawn(yaml: string, place: YamlPlace | undefined): Drawn | undefined {
  if (!place) return undefined;
  const what = `${place.isField ? 'field' : 'value'} ${yaml.slice(place.start, place.end)}`.trim();
  const siblings = place.siblings.join(' ');
  return siblings === '' ? [place.path.join('.'), what] : [place.path.join('.'), what, siblings];
}

const TYPED: readonly [yaml: string, expected: Drawn | undefined][] = [
  ['<|>', ['', 'value']],
  ['ke<|>', ['', 'value ke']],
  ['key: a\n<|>', ['', 'field', 'key']],
  ['key: a\nth<|>\nyear: 2020', ['', 'field th', 'key']],
  ['key: a\nno colon\nti<|>', ['', 'field ti', 'key']],
  ['title: "Roots" and more\nth<|>', ['', 'field th', 'title']],
  ['kind: <|>', ['kind', 'value']],
  ['kind: ar<|>\nyear: 2020', ['kind', 'value ar']],
  ['themes: [a, ro<|>]', ['themes.1', 'value ro']],
  ['themes: [ro<|>\nterms: [x]', ['themes.0', 'value ro']],
  ['themes:\n  - a\n  - <|>', ['themes.1', 'value']],
  ['related:\n  - {key: <|>', ['related.0.key', 'value']],
  ['related:\n  - {key: "fe<|>', ['related.0.key', 'value fe']],
  ['related:\n  - {key: "fe<|>", why: "x"}', ['related.0.key', 'value fe']],
  ["related:\n  - {key: 'fern ro<|>'}", ['related.0.key', 'value fern ro']],
  ['related:\n  - {key: a, w<|>', ['related.0', 'field w', 'key']],
  ['related:\n  - key: a\n    w<|>', ['related.0', 'field w', 'key']],
  ['names: ["A", {name: B, cues: [x], w<|>', ['names.1', 'field w', 'name cues']],
  ['- id: a\n  children:\n    - <|>', ['0.children.0', 'value']],
  ['key: a\n# a comm<|>', undefined],
  ['key: \uE000\nth<|>', undefined],
];

for (const [drawing, expected] of TYPED) {
  test(`typed: ${JSON.stringify(drawing)}`, () => {
    const yaml = drawing.replace('<|>', '');
    const place = placeTyped(yaml, drawing.indexOf('<|>'));
    assert.deepEqual(drawn(yaml, place), expected);
  });
}

const WRITTEN: readonly [yaml: string, expected: Drawn | undefined][] = [
  ['k<|>ey: a\nyear: 2020', ['', 'field key', 'year']],
  ['key: a\nyear: 20<|>20', ['year', 'value 2020']],
  ['related: [{key: "fe<|>rn", why: x}]', ['related.0.key', 'value fern']],
  ['related: [{key: fern, wh<|>y: x}]', ['related.0', 'field why', 'key']],
  ['key: a<|>\nyear: 2020', undefined],
  ['k<|>ey: [a\nyear: 2020', ['', 'field key', 'year']],
];

for (const [drawing, expected] of WRITTEN) {
  test(`written: ${JSON.stringify(drawing)}`, () => {
    const yaml = drawing.replace('<|>', '');
    assert.deepEqual(drawn(yaml, placeAt(yaml, drawing.indexOf('<|>'))), expected);
  });
}

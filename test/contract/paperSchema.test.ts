// The schema of a card's front matter says the same as the code that reads it.
import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ITEM_FIELDS, PAPER_FIELDS, parsePaper } from '../../server/src/core/corpus/paperFile';
import { corpusFiles, readText } from '../support/repository';
import { card, type CardFields } from '../support/sampleCorpus';

interface Schema {
  readonly properties: object;
  readonly definitions: Readonly<Record<'author' | 'related', { readonly properties: object }>> & {
    readonly name: { readonly oneOf: readonly { readonly properties?: object }[] };
  };
}

const SCHEMA = JSON.parse(readText('corpus/papers.schema.json')) as Schema;
const validate = new Ajv({ allowUnionTypes: true }).compile(SCHEMA);

function frontMatterOf(text: string): unknown {
  return parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '');
}

/** Both take the card, or both refuse it. */
function check(text: string, isGood: boolean): void {
  const { problems } = parsePaper('papers/a.md', text);
  const bySchema = validate(frontMatterOf(text));
  assert.deepEqual(
    { schema: bySchema, code: problems.length === 0 },
    { schema: isGood, code: isGood },
    JSON.stringify({ bySchema: validate.errors, byCode: problems }),
  );
}

test('they know the same fields', () => {
  assert.deepEqual(Object.keys(SCHEMA.properties).sort(), [...PAPER_FIELDS].sort());
  const { author, name, related } = SCHEMA.definitions;
  const named = name.oneOf.find(({ properties }) => properties)?.properties ?? {};
  assert.deepEqual(Object.keys(author.properties), [...ITEM_FIELDS.authors]);
  assert.deepEqual(Object.keys(named), [...ITEM_FIELDS.names]);
  assert.deepEqual(Object.keys(related.properties), [...ITEM_FIELDS.related]);
});

test('both take every shipped card', () => {
  const { papers } = corpusFiles();
  assert.ok(papers.length > 0);
  for (const { text } of papers) check(text, true);
});

const GOOD: readonly CardFields[] = [
  {},
  { authors: '[{ family: "The Root Group" }]' },
  { doi: undefined, venue: '' },
  { kind: 'article', venue: '"Journal of Roots"' },
  { arxiv: '"2405.17093"' },
  { arxiv: '"hep-th/9901001"' },
  { doi: '"10.1000/182"' },
  { names: '["RootNet", { name: "Root", when: evidence, cues: [plants, "of trees"] }]' },
  { names: '[{ name: "Root" }]' },
  { related: '[{ key: "moss2022leaves", why: "Leaves follow roots." }]' },
  { terms: '[]' },
];

for (const fields of GOOD) {
  test(`both take ${JSON.stringify(fields)}`, () => check(card('fern2021roots', fields), true));
}

const BAD: readonly CardFields[] = [
  { key: '""' },
  { key: '"two words"' },
  { key: '2021' },
  { key: '"-fern"' },
  { title: undefined },
  { title: '"  "' },
  { title: '1984' },
  { titles: '"Roots"' },
  { authors: undefined },
  { authors: '[]' },
  { authors: '"Ada Fern"' },
  { authors: '["Ada Fern"]' },
  { authors: '[{ given: "Ada" }]' },
  { authors: '[{ given: 7, family: "Fern" }]' },
  { authors: '[{ family: "Fern", name: "Ada" }]' },
  { year: undefined },
  { year: '"2021"' },
  { year: '2021.5' },
  { year: '21' },
  { kind: 'book' },
  { arxiv: '2405.17093' },
  { arxiv: '"2405.17093v2"' },
  { arxiv: '"arXiv:2405.17093"' },
  { doi: '"https://doi.org/10.1000/182"' },
  { doi: '"10.1000"' },
  { code: '"github.com/fern/roots"' },
  { code: '"javascript:alert(1)"' },
  { venue: '[ICLR]' },
  { note: '7' },
  { category: 'true' },
  { unconfirmed: 'venue' },
  { names: '"RootNet"' },
  { names: '[7]' },
  { names: '[""]' },
  { names: '[{ when: exact }]' },
  { names: '[{ name: "Root", when: sometimes }]' },
  { names: '[{ name: "Root", when: evidence, cues: "plants" }]' },
  { names: '[{ name: "Root", when: evidence, cues: [7] }]' },
  { names: '[{ name: "Root", when: evidence, cues: [""] }]' },
  { names: '[{ name: "Root", where: "in prose" }]' },
  { themes: 'roots' },
  { terms: '[7]' },
  { related: '["moss2022leaves"]' },
  { related: '[{ key: "moss2022leaves" }]' },
  { related: '[{ key: "moss2022leaves", why: " " }]' },
  { related: '[{ key: "", why: "Leaves follow roots." }]' },
  { related: '[{ key: "moss2022leaves", why: "Leaves follow roots.", note: "Or so." }]' },
  { titel: '"Roots"' },
];

for (const fields of BAD) {
  test(`both refuse ${JSON.stringify(fields)}`, () => check(card('fern2021roots', fields), false));
}

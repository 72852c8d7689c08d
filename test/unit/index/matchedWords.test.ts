import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCorpus } from '../../../server/src/core/corpus/loadCorpus';
import { matchedWords } from '../../../server/src/core/index/matchedWords';
import { FIELDS, searchTexts, type Field } from '../../../server/src/core/index/searchFields';
import { buildSearchIndex, SearchIndex } from '../../../server/src/core/index/searchIndex';
import { Catalog } from '../../../server/src/core/works/catalog';
import { card } from '../../support/sampleCorpus';

const KEY = 'fern2021roots';
const { value: corpus } = loadCorpus({
  papers: [
    {
      path: 'a.md',
      text: card(
        KEY,
        {
          title: '"Normalized Roots"',
          authors: '[{ family: "Größe" }]',
          terms: '[Taproot growth]',
        },
        'Shows that roots are growing.',
      ),
    },
  ],
  methods: [],
  words: { path: 'words.yaml', text: `${KEY}: normalizing soil` },
});
const catalog = new Catalog([corpus]);
const serialized = buildSearchIndex(catalog);
const index = new SearchIndex(() => serialized);

/** The words of the paper that are shown for a query. */
function check(query: string, expected: string, fields: readonly Field[] = FIELDS): void {
  const [hit] = index.search(query);
  const paper = catalog.paper(KEY);
  assert.ok(paper);
  const words = hit ? matchedWords(hit, searchTexts(paper, catalog), fields) : [];
  assert.equal(words.join(' '), expected);
}

test('as the paper has it', () => check('ROOTS', 'Roots'));
test('one for each word of the query, in its order', () => check('soil roots', 'soil Roots'));
test('for the beginning of a word', () => check('norm', 'Normalized'));
test('for the other spelling', () => check('normalised', 'Normalized'));
test('for another form of the word', () => check('grows', 'growing'));
test('for a word without its accents', () => check('grosse', 'Größe'));
test('for a word with a typo', () => check('normalizwd', 'Normalized'));
test('words that do not count have none', () => check('the roots of soil', 'Roots soil'));
test('words that are not found have none', () => check('roots zebra', 'Roots'));
test('a word that two words of the query match stands once', () => check('root roots', 'Roots'));
test('nothing found', () => check('zebra', ''));
test('only in these fields', () => check('soil roots', 'Roots', ['title']));
test('of two fields the first', () => check('growing', 'growing', ['text', 'terms']));

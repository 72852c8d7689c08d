import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseAbstractWords,
  writeAbstractWords,
} from '../../../server/src/core/corpus/abstractWords';
import { loadCorpus } from '../../../server/src/core/corpus/loadCorpus';
import { card } from '../../support/sampleCorpus';
import { checkProblems } from './problems';

/** Reads a drawn file; the marks are its problems. Expected are lines as `key: word, word`. */
function check(drawing: string, expected: readonly string[]): void {
  const read = checkProblems(drawing, parseAbstractWords);
  assert.deepEqual(
    read.map(({ key, words }) => `${key}: ${words.join(', ')}`),
    expected,
  );
}

test('a line for each paper', () =>
  check('# A comment.\nfern2021roots: grow roots\nmoss2022leaves: 3d fall leaves no', [
    'fern2021roots: grow, roots',
    'moss2022leaves: 3d, fall, leaves, no',
  ]));

test('no line', () => check('# Nothing yet.\n', []));

test('a line that cannot be read is told and left out', () => {
  check(
    `
      fern2021roots: grow roots
      moss2022leaves: [fall, leaves]
      ^ The words of "moss2022leaves" must be a text, not ["fall","leaves"].
      pike2020fins:
      ^ The words of "pike2020fins" must be a text, not null.
    `,
    ['fern2021roots: grow, roots'],
  );
});

test('a file of another form', () =>
  check('- roots\n^ The file must have a line `key: words` for each paper.', []));

test('what is written is sorted, without repetition, and read again', () => {
  const text = writeAbstractWords([
    ['moss2022leaves', ['leaves', 'fall', 'leaves']],
    ['fern2021roots', ['roots', 'grow']],
  ]);
  assert.equal(text, 'fern2021roots: grow roots\nmoss2022leaves: fall leaves\n');
  check(text, ['fern2021roots: grow, roots', 'moss2022leaves: fall, leaves']);
});

test('a paper is given its words; words for nobody are told', () => {
  const { value, problems } = loadCorpus({
    papers: ['fern2021roots', 'pike2020fins'].map((key) => ({
      path: `${key}.md`,
      text: card(key),
    })),
    methods: [],
    words: { path: 'words.yaml', text: 'fern2021roots: grow roots\nnobody1999: nothing\n' },
  });
  assert.deepEqual(
    value.papers.map(({ key, words }) => [key, words]),
    [
      ['fern2021roots', ['grow', 'roots']],
      ['pike2020fins', undefined],
    ],
  );
  assert.deepEqual(problems, [
    { file: 'words.yaml', line: 2, message: '"nobody1999" is the key of no paper here.' },
  ]);
});

// Every example of docs/corpus.md is what it says: the files load without problems, and the names are recognised as told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCorpus } from '../../server/src/core/corpus/loadCorpus';
import { parsePaper } from '../../server/src/core/corpus/paperFile';
import { MentionIndex } from '../../server/src/core/index/mentionIndex';
import { parseMarkdown } from '../../server/src/core/syntax/markdown';
import { Catalog } from '../../server/src/core/works/catalog';
import { readText } from '../support/repository';

const GUIDE = readText('docs/corpus.md');

interface Example {
  readonly info: string;
  readonly text: string;
}

const EXAMPLES: readonly Example[] = [...GUIDE.matchAll(/^```(\w+ ?\S*)\n([\s\S]*?)^```$/gm)].map(
  ([, info = '', text = '']) => ({ info, text }),
);

const files = EXAMPLES.flatMap(({ info, text }) => {
  const path = /^\w+ file=(\S+)$/.exec(info)?.[1];
  return path === undefined ? [] : [{ path, text }];
});
const inFolder = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));
const named = (name: string) => files.find(({ path }) => path === name);

function load() {
  const [themes, words] = [named('themes.yaml'), named('words.yaml')];
  return loadCorpus({
    papers: inFolder('papers'),
    methods: inFolder('snippets'),
    ...(themes ? { themes } : {}),
    ...(words ? { words } : {}),
  });
}

/** The card of the guide with these lines of front matter in the place of its own. */
function cardWith(fields: string): string {
  const own = named('papers/fern2021roots.md')?.text ?? '';
  const names = [...fields.matchAll(/^(\w+):/gm)].map((match) => match[1] ?? '');
  const rest = names.reduce(
    (text, name) => text.replace(new RegExp(`^${name}:.*\n(?: .*\n)*`, 'm'), ''),
    own,
  );
  return rest.replace(/^---\n/, `---\n${fields}`);
}

const FRAGMENTS = EXAMPLES.filter(({ info }) => info === 'yaml fields');

test('an example is a file, lines of a card, or a drawing', () => {
  assert.deepEqual(
    EXAMPLES.filter(({ info }) => !/^(?:\w+ file=\S+|yaml fields|text)$/.test(info)),
    [],
  );
  assert.deepEqual(files.length, new Set(files.map(({ path }) => path)).size);
  const drawing = EXAMPLES.find(({ info }) => info === 'text')?.text ?? '';
  for (const { path } of files) assert.ok(drawing.includes(path.replace(/.*\//, '')), path);
});

test('the files are a corpus without problems', () => {
  const { value, problems } = load();
  assert.deepEqual(problems, []);
  assert.deepEqual([value.papers.length, value.themes.length, value.methods.length], [2, 1, 1]);
  assert.ok(value.papers[0]?.words?.includes('taproot'));
});

for (const { text } of FRAGMENTS) {
  test(`lines of a card are read: ${text.split('\n')[0]}`, () =>
    assert.deepEqual(parsePaper('a.md', cardWith(text)).problems, []));
}

test('the smallest card has what must be there, and the guide says so', () => {
  const front = 'key title authors year'.split(' ');
  const card = named('papers/moss2022leaves.md')?.text ?? '';
  for (const field of front) {
    const { value } = parsePaper('a.md', card.replace(new RegExp(`^${field}:.*\n`, 'm'), ''));
    assert.equal(value, undefined, field);
  }
});

const [, table = ''] =
  /\| in a note \| taken for the paper \|\n.*\n([\s\S]*?)\n\n/.exec(GUIDE) ?? [];
const SENTENCES = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));

for (const [, sentence = '', verdict] of SENTENCES) {
  test(`in prose: ${sentence}`, () => {
    const fields = FRAGMENTS.find(({ text }) => text.startsWith('names:'))?.text ?? '';
    const paper = parsePaper('a.md', cardWith(fields)).value;
    assert.ok(paper);
    const corpus = { papers: [paper], themes: [], methods: [] };
    const mentions = new MentionIndex(new Catalog([corpus]));
    const note = parseMarkdown(sentence);
    const found = note.blocks.flatMap((block) => mentions.mentionsIn(note, block));
    assert.equal(found.length > 0 ? 'yes' : 'no', verdict);
  });
}

// The shipped corpus keeps its promises: complete, consistent, and in our own words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { Paper } from '../../server/src/core/corpus/paper';
import type { PageRecord } from '../../server/src/core/corpus/pageImport';
import { fold } from '../../server/src/core/text/fold';
import { foldedWords } from '../../server/src/core/text/words';
import { corpusFiles, loadShipped } from '../support/repository';
import { testAgainstPage } from '../support/sourcePage';

const { value: corpus, problems } = loadShipped();
const { papers, themes } = corpus;
const subthemes = themes.flatMap((theme) => theme.children);

/** Words that begin titles and tell nothing. */
const STOP_WORDS = new Set(
  'a an and are can do for from has have how in is of on the to we what when where why with your'.split(
    ' ',
  ),
);

/** No paper gives a complaint. */
function check(complaintsOf: (paper: Paper) => readonly string[]): void {
  assert.deepEqual(
    papers.flatMap((paper) => complaintsOf(paper).map((complaint) => `${paper.key}: ${complaint}`)),
    [],
  );
}

test('all of it loads without a problem, and it holds 119 papers', () => {
  assert.deepEqual(problems, []);
  assert.equal(papers.length, 119);
});

test('a file is named by its key', () => {
  const names = corpusFiles().papers.map(({ path }) => path.replace(/^.*[\\/]|\.md$/g, ''));
  assert.deepEqual(
    names,
    papers.map(({ key }) => key),
  );
});

test('a key is family name, year and first telling word of the title, and unique', () => {
  check((paper) => {
    const family = foldedWords(paper.authors[0]?.family ?? '').join('');
    const isTelling = (word: string) => !STOP_WORDS.has(word) && /\p{L}/u.test(word);
    const word = foldedWords(paper.title).find(isTelling) ?? '';
    const habit = `${family}${paper.year}${word}`;
    return paper.key === habit ? [] : [`should be ${habit}`];
  });
  assert.equal(new Set(papers.map(({ key }) => key)).size, papers.length);
});

test('the tree of themes has two levels, each described by a sentence, and no rest', () => {
  const tree = parse(corpusFiles().themes?.text ?? '') as { children: { children?: unknown }[] }[];
  assert.ok(tree.every(({ children }) => children.length > 1));
  assert.ok(tree.every(({ children }) => children.every((child) => child.children === undefined)));
  const isRest = /^(?:other|misc\w*|various|general|rest)\b/i;
  const complaints = [...themes, ...subthemes].flatMap(({ id, label, about }) => [
    ...(/^\p{Lu}[^.]+\.$/u.test(about) ? [] : [`${id}: "${about}" is no sentence`]),
    ...([id, label].some((name) => isRest.test(name)) ? [`${id} is a rest`] : []),
  ]);
  assert.deepEqual(complaints, []);
});

test('every paper has a subtheme, and every subtheme a paper', () => {
  check((paper) => (paper.themes.length > 0 ? [] : ['no theme']));
  const used = new Set(papers.flatMap((paper) => paper.themes));
  assert.deepEqual(
    subthemes.filter(({ id }) => !used.has(id)),
    [],
  );
});

test('a summary is one sentence of at most 35 words', () =>
  check(({ summary }) => {
    const words = summary.split(/\s+/).length;
    return [
      ...(words > 35 ? [`${words} words`] : []),
      ...(/^[\p{Lu}\p{N}].*\.$/u.test(summary) ? [] : ['no sentence']),
      ...(/[a-z)][.!?] \p{Lu}/u.test(summary) ? ['more than one sentence'] : []),
    ];
  }));

test('a card has three to six points, and all three sections', () =>
  check(({ problem, approach, findings }) => {
    const count = problem.length + approach.length + findings.length;
    return [
      ...([problem, approach, findings].some((points) => points.length === 0)
        ? ['a section is empty']
        : []),
      ...(count < 3 || count > 6 ? [`${count} points`] : []),
    ];
  }));

test('related papers are papers, and others', () => {
  const keys = new Set(papers.map(({ key }) => key));
  check((paper) =>
    paper.related.filter(({ key }) => !keys.has(key) || key === paper.key).map(({ key }) => key),
  );
});

test('a fact that is called unconfirmed is there', () =>
  check((paper) => paper.unconfirmed.filter((field) => !(field in paper))));

/** A name as it is recognised: hyphens, spaces and letter case aside. */
const recognised = (name: string) => foldedWords(name).join('');

test('no name without need of evidence belongs to two papers', () => {
  const owners = new Map<string, string>();
  check((paper) =>
    paper.names.flatMap(({ name, when }) => {
      if (when === 'evidence') return [];
      const owner = owners.get(recognised(name)) ?? paper.key;
      owners.set(recognised(name), owner);
      return owner === paper.key ? [] : [`"${name}" is also of ${owner}`];
    }),
  );
});

test('no name is the title of another paper', () => {
  const titles = new Map(
    papers.flatMap(({ key, title, titles }) =>
      [title, ...titles].map((one) => [recognised(one), key]),
    ),
  );
  check((paper) =>
    paper.names
      .filter(({ name }) => (titles.get(recognised(name)) ?? paper.key) !== paper.key)
      .map(({ name }) => `"${name}" is the title of ${titles.get(recognised(name)) ?? ''}`),
  );
});

test('a name that needs evidence has cues', () =>
  check((paper) =>
    paper.names
      .filter(({ when, cues }) => when === 'evidence' && cues.length < 2)
      .map(({ name }) => name),
  ));

test('no title belongs to two papers', () => {
  const titles = papers.flatMap((paper) => [paper.title, ...paper.titles].map(recognised));
  assert.equal(new Set(titles).size, titles.length);
});

testAgainstPage('the titles are those of the source page, one to one', (records) => {
  assert.deepEqual(
    papers.map(({ title }) => title).sort(),
    records.map(({ title }) => title).sort(),
  );
});

/** Marks a point that says more than the abstract. */
const FROM_METHOD = "(from the paper's method, not its abstract)";

function sentencesOf({ summary, problem, approach, findings, useItWhen }: Paper): string[] {
  return [summary, ...problem, ...approach, ...findings, ...(useItWhen ? [useItWhen] : [])];
}

const RUN = 7;

function runsOf(text: string): Set<string> {
  const words = foldedWords(text);
  return new Set(words.slice(RUN - 1).map((_, i) => words.slice(i, i + RUN).join(' ')));
}

testAgainstPage('no card shares seven words in a row with an abstract', (records) => {
  const borrowed = new Set(records.flatMap(({ abstract }) => [...runsOf(abstract)]));
  const titles = new Set(
    papers.flatMap((paper) =>
      [paper.title, ...paper.titles].flatMap((title) => [...runsOf(title)]),
    ),
  );
  check((paper) =>
    sentencesOf(paper).flatMap((sentence) =>
      [...runsOf(sentence)].filter((run) => borrowed.has(run) && !titles.has(run)),
    ),
  );
});

const NUMBER_WORDS = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
]; // prettier-ignore

/** Numbers as digits without separators: `1,024` and `1024` are one, and so are `six` and `6`. */
function numbersIn(text: string): Set<string> {
  const digits = text.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? [];
  const words = foldedWords(text).flatMap((word) => {
    const value = NUMBER_WORDS.indexOf(word);
    return value < 0 ? [] : [String(value)];
  });
  return new Set([...digits.map((number) => number.replaceAll(',', '')), ...words]);
}

/** Digits only: a number word in a card is often no figure (`one layer`). */
const figuresIn = (text: string) => numbersIn(text.replace(/\p{L}+/gu, ' '));

testAgainstPage('every figure of a card stands in its abstract or title', (records) => {
  const byTitle = new Map(records.map((record: PageRecord) => [fold(record.title), record]));
  check((paper) => {
    const record = byTitle.get(fold(paper.title));
    const known = numbersIn(`${record?.title ?? ''} ${record?.abstract ?? ''}`);
    return sentencesOf(paper)
      .filter((sentence) => !sentence.includes(FROM_METHOD))
      .flatMap((sentence) => [...figuresIn(sentence)].filter((figure) => !known.has(figure)));
  });
});

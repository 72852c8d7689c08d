// The shipped cards keep their form: complete, short, named and placed without ambiguity.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { fold } from '../../server/src/core/text/fold';
import { foldedWords } from '../../server/src/core/text/words';
import {
  corpus, everyCardKeeps, FROM_METHOD, OTHERS, pointsOf, problems, SOUND, wordCount,
} from '../support/cardRules'; // prettier-ignore
import { corpusFiles } from '../support/repository';

const { papers, themes } = corpus;
const subthemes = themes.flatMap((theme) => theme.children);

/** Words that begin titles and tell nothing. */
const STOP_WORDS = new Set(
  'a an and are can do for from has have how in is of on the to we what when where why with your'.split(
    ' ',
  ),
);

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

test('a key is family name, year and first telling word of the title', () =>
  everyCardKeeps(
    (paper) => {
      const family = foldedWords(paper.authors[0]?.family ?? '').join('');
      const isTelling = (word: string) => !STOP_WORDS.has(word) && /\p{L}/u.test(word);
      const word = foldedWords(paper.title).find(isTelling) ?? '';
      const habit = `${family}${paper.year}${word}`;
      return paper.key === habit ? [] : [`should be ${habit}`];
    },
    [{ key: 'someone2024else' }, { year: 1999 }, { title: 'Another title' }],
  ));

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

test('a paper stands in one to three subthemes', () =>
  everyCardKeeps(
    ({ themes: ids }) => [
      ...(ids.length < 1 || ids.length > 3 ? [`${ids.length} themes`] : []),
      ...(new Set(ids).size < ids.length ? ['a theme twice'] : []),
      ...ids.filter((id) => !subthemes.some((theme) => theme.id === id)),
    ],
    [
      { themes: [] },
      { themes: ['variance', 'adapters', 'physics', 'weather'] },
      { themes: ['variance', 'variance'] },
      { themes: ['from-scratch'] },
    ],
  ));

test('every subtheme has a paper', () => {
  const used = new Set(papers.flatMap((paper) => paper.themes));
  assert.deepEqual(
    subthemes.filter(({ id }) => !used.has(id)),
    [],
  );
});

/** A sentence that begins so tells what a paper is about, and not what it found. */
const TOPIC =
  /^(?:We|This|The paper|Addresses|Analyses|Considers|Describes|Discusses|Examines|Explores|Introduces|Investigates|Looks|Presents|Proposes|Studies)\b/;

test('a summary is one sentence of at most 35 words, with the finding and not the topic', () =>
  everyCardKeeps(
    ({ summary }) => [
      ...(wordCount(summary) > 35 ? [`${wordCount(summary)} words`] : []),
      ...(/^[\p{Lu}\p{N}].*\.$/u.test(summary) ? [] : ['no sentence']),
      ...(/[\p{Ll})][.!?] \p{Lu}/u.test(summary) ? ['more than one sentence'] : []),
      ...(TOPIC.test(summary) ? ['tells the topic'] : []),
    ],
    [
      { summary: `Shows${' that'.repeat(35)}.` },
      { summary: 'Shows that roots grow' },
      { summary: 'shows that roots grow.' },
      { summary: 'Roots grow. Leaves fall.' },
      { summary: 'Studies how roots grow.' },
    ],
  ));

const LONGEST_POINT = 36;

function isTooLong(text: string): boolean {
  return wordCount(text.replace(FROM_METHOD, '').trim()) > LONGEST_POINT;
}

test('problem, approach and findings have three or four short points in all, and one at least each', () =>
  everyCardKeeps(
    (paper) => {
      const sections = [paper.problem, paper.approach, paper.findings];
      const points = pointsOf(paper);
      return [
        ...(sections.some((section) => section.length === 0) ? ['a section is empty'] : []),
        ...(points.length > 4 ? [`${points.length} points`] : []),
        ...points.filter((point) => isTooLong(point) || !/[.?]$/.test(point)),
      ];
    },
    [
      { findings: [] },
      { findings: ['One.', 'Two.', 'Three.'] },
      { approach: [`Long${' and long'.repeat(20)}.`] },
      { approach: ['No full stop'] },
    ],
  ));

test('when to use it is one line, or is left out', () =>
  everyCardKeeps(
    ({ useItWhen }) =>
      useItWhen === undefined || (/^\p{Lu}.*\.$/u.test(useItWhen) && !isTooLong(useItWhen))
        ? []
        : [useItWhen],
    [{ useItWhen: `You${' say'.repeat(36)}.` }, { useItWhen: 'You grow roots' }],
  ));

test('a card has six to fifteen terms, none twice', () =>
  everyCardKeeps(
    ({ terms }) => [
      ...(terms.length < 6 || terms.length > 15 ? [`${terms.length} terms`] : []),
      ...(new Set(terms.map(fold)).size < terms.length ? ['a term twice'] : []),
    ],
    [
      { terms: SOUND.terms.slice(0, 5) },
      { terms: Array.from({ length: 16 }, (_, i) => `term ${i}`) },
      { terms: [...SOUND.terms.slice(0, 8), SOUND.terms[0]?.toUpperCase() ?? ''] },
    ],
  ));

test('a fact that is called unconfirmed is there', () =>
  everyCardKeeps(
    (paper) => paper.unconfirmed.filter((field) => !(field in paper)),
    [{ unconfirmed: ['doi'] }],
  ));

/** A name as it is recognised: hyphens, spaces and letter case aside. */
const recognised = (name: string) => foldedWords(name).join('');
const always = (name: string) => ({ name, when: 'always' as const, cues: [] });
const withCues = (name: string, cues: readonly string[]) => ({
  name,
  when: 'evidence' as const,
  cues,
});

test('two papers have one name only where both need evidence, and no cue is shared', () =>
  everyCardKeeps(
    (paper, all) => {
      const others = all.filter(({ key }) => key !== paper.key).flatMap(({ names }) => names);
      return paper.names.flatMap(({ name, when, cues }) =>
        others
          .filter((other) => recognised(other.name) === recognised(name))
          .filter(
            (other) =>
              [when, other.when].some((rule) => rule !== 'evidence') ||
              other.cues.some((cue) => cues.map(fold).includes(fold(cue))),
          )
          .map(() => `"${name}" is also of another paper`),
      );
    },
    [
      { names: [always('lsuv')] },
      { names: [withCues('LSUV', ['roots'])] },
      { names: [withCues('S-4-D', ['Roots', 'long range arena'])] },
    ],
  ));

test('no name is the title of another paper', () =>
  everyCardKeeps(
    (paper, all) => {
      const titles = all
        .filter(({ key }) => key !== paper.key)
        .flatMap(({ title, titles: more }) => [title, ...more].map(recognised));
      return paper.names
        .map(({ name }) => name)
        .filter((name) => titles.includes(recognised(name)));
    },
    [{ names: [always('Dataset distillation')] }],
  ));

test('a name that needs evidence has cues', () =>
  everyCardKeeps(
    (paper) =>
      paper.names
        .filter(({ when, cues }) => when === 'evidence' && cues.length < 2)
        .map(({ name }) => name),
    [{ names: [withCues('ALP', ['roots'])] }],
  ));

test('no title belongs to two papers, or twice to one', () =>
  everyCardKeeps(
    (paper, all) => {
      const own = [paper.title, ...paper.titles].map(recognised);
      const others = all
        .filter(({ key }) => key !== paper.key)
        .flatMap(({ title, titles }) => [title, ...titles].map(recognised));
      return [
        ...own.filter((title) => others.includes(title)),
        ...(new Set(own).size < own.length ? ['a title twice'] : []),
      ];
    },
    [
      { title: OTHERS[0]?.title ?? '' },
      { titles: [OTHERS[0]?.title ?? ''] },
      { titles: [SOUND.title] },
    ],
  ));

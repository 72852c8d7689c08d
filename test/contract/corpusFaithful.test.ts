// The shipped cards are true to their sources, in our own words. The sources are no part of the project: where they are absent, the tests say so.
import assert from 'node:assert/strict';
import type { Paper } from '../../server/src/core/corpus/paper';
import { foldedWords } from '../../server/src/core/text/words';
import { corpus, everyCardKeeps, FROM_METHOD, pointsOf, SOUND } from '../support/cardRules';
import { testAgainstPage, testAgainstSources, type FactRecord } from '../support/sourcePage';

const { papers } = corpus;

testAgainstPage('the titles are those of the source page, one to one', (records) => {
  assert.deepEqual(
    papers.map(({ title }) => title).sort(),
    records.map(({ title }) => title).sort(),
  );
});

const FACTS = ['year', 'arxiv', 'category', 'venue', 'doi', 'code'] as const;

/** The names of doubtful fields in the records, as cards call them. */
const CARD_FIELD: Readonly<Record<string, string>> = { primaryCategory: 'category' };

testAgainstSources('the facts of a card are those on record, and doubtful where they are', (s) => {
  const byTitle = new Map<string, FactRecord>(s.facts.map((record) => [record.title, record]));
  everyCardKeeps(
    (paper) => {
      const record = byTitle.get(paper.title);
      if (!record) return ['no record'];
      const authors = paper.authors.map(({ given = '', family }) => `${given}|${family}`);
      const known = record.authors.map(({ given, family }) => `${given}|${family}`);
      const doubtful = (record.unconfirmed ?? []).map((field) => CARD_FIELD[field] ?? field);
      return [
        ...FACTS.filter((field) => (paper[field] ?? null) !== record[field]),
        ...(authors.join() === known.join() ? [] : ['authors']),
        ...(doubtful.join() === paper.unconfirmed.join() ? [] : ['unconfirmed']),
      ];
    },
    [
      { title: 'No such paper' },
      { year: 1999 },
      { doi: '10.1000/182' },
      { authors: [...SOUND.authors].reverse() },
      { unconfirmed: ['category'] },
    ],
  );
});

/** Everything in a card that is said in our words. */
function textsOf(paper: Paper): readonly string[] {
  return [
    paper.summary,
    ...pointsOf(paper),
    ...(paper.useItWhen === undefined ? [] : [paper.useItWhen]),
    ...paper.related.map(({ why }) => why),
  ];
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
  const abstract = foldedWords(records[0]?.abstract ?? '');
  const words = (from: number, count: number) => abstract.slice(from, from + count).join(' ');
  everyCardKeeps(
    (paper) =>
      textsOf(paper).flatMap((text) =>
        [...runsOf(text)].filter((run) => borrowed.has(run) && !titles.has(run)),
      ),
    [
      { summary: `Shows ${words(0, 7)}.` },
      { findings: [`Roots ${words(9, 7)} grow.`] },
      { useItWhen: `You ${words(20, 9)}.` },
      { related: [{ key: SOUND.key, why: words(30, 7) }] },
    ],
  );
});

/** By their value. */
const NUMBER_WORDS = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
]; // prettier-ignore

/** Units as they stand behind a number, also as a copied page leaves them: `160times`, `85\%`, `100+ billion`. */
const UNITS: readonly (readonly [unit: string, spelling: string])[] = [
  ['%', String.raw`\\?%`],
  ['x', String.raw`x|×|times`],
  ['B', String.raw`B|billion`],
  ['M', String.raw`M|million`],
  ['k', String.raw`k|thousand`],
  ['ms', String.raw`ms`],
  ['s', String.raw`seconds`],
  ['MB', String.raw`MB`],
  ['points', String.raw`(?:absolute )?points?`],
  ['tokens', String.raw`tokens`],
];
const FIGURE = new RegExp(
  String.raw`(\d+(?:,\d{3})*(?:\.\d+)?)(?:[ +-]{0,2}(?:${UNITS.map(([, spelling]) => `(${spelling})`).join('|')})(?!\p{L}))?`,
  'gu',
);

interface Figure {
  readonly number: string;
  readonly unit: string;
}

/** The figures of a text: number words from `least` on as digits (`six times` is `6x`), units in one spelling. */
function figuresIn(text: string, least: number): Figure[] {
  const digits = text.replaceAll('longrightarrow', ' to ').replace(/\p{L}+/gu, (word) => {
    const value = NUMBER_WORDS.indexOf(word.toLowerCase());
    return value < least ? word : String(value);
  });
  return [...digits.matchAll(FIGURE)].map(([, number = '', ...spellings]) => ({
    number: number.replaceAll(',', ''),
    unit: UNITS[spellings.findIndex((spelling) => spelling !== undefined)]?.[0] ?? '',
  }));
}

/** In a card, `zero` and `one` are often no figures: `zero-shot`, `one layer`. */
const LEAST_WORD = 2;

/** The figures of `text` that `source` does not give. One without a unit may have any there. */
function strangersIn(text: string, source: string): string[] {
  const known = figuresIn(source, 0);
  return figuresIn(text, LEAST_WORD)
    .filter(
      (figure) =>
        !known.some(
          ({ number, unit }) =>
            number === figure.number && (figure.unit === '' || unit === figure.unit),
        ),
    )
    .map(({ number, unit }) => `${number} ${unit} in "${text}"`);
}

const sentencesOf = (text: string) => text.split(/(?<=[.?]) (?=\p{Lu})/u);

testAgainstSources('every figure of a card stands, with its unit, in what it comes from', (s) => {
  const record = new Map(s.facts.map(({ title, n }) => [title, n]));
  const abstracts = new Map(s.records.map(({ title, abstract }) => [title, abstract]));
  const sourceOf = ({ title }: Paper) => `${title} ${abstracts.get(title) ?? ''}`;
  const sheetOf = ({ title }: Paper) => s.sheets.get(record.get(title) ?? 0) ?? '';
  everyCardKeeps(
    (paper) => {
      const texts = [paper.summary, ...pointsOf(paper), paper.useItWhen ?? ''];
      return [
        ...texts.flatMap(sentencesOf).flatMap((sentence) => {
          const isFromMethod = sentence.includes(FROM_METHOD);
          return strangersIn(sentence, sourceOf(paper) + (isFromMethod ? sheetOf(paper) : ''));
        }),
        ...paper.related.flatMap(({ key, why }) => {
          const other = papers.find((one) => one.key === key);
          return strangersIn(why, sourceOf(paper) + (other ? sourceOf(other) : ''));
        }),
      ];
    },
    [
      { summary: 'Shows that roots grow 54.6% faster.' },
      { findings: ['On 485 models.'] },
      { findings: [`Grows by 4 ${FROM_METHOD}.`] },
      { useItWhen: 'You have six models.' },
      { related: [{ key: 'du2024stacking', why: 'grows by 54.6 points' }] },
    ],
  );
});

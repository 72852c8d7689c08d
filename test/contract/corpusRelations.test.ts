// The relations between the shipped cards make sense from both sides.
import { test } from 'node:test';
import { fold } from '../../server/src/core/text/fold';
import { corpus, everyCardKeeps, OTHERS, SOUND, wordCount } from '../support/cardRules';

const FEWEST = 3;
const MOST = 6;
const LONGEST_REASON = 10;

const to = (key: string, why = 'same roots, other leaves') => ({ key, why });
const STRANGERS = OTHERS.filter(({ related }) => !related.some(({ key }) => key === SOUND.key)).map(
  ({ key }) => to(key),
);
const [first, ...rest] = SOUND.related;

test('a paper has three to six relations, each to another paper of the corpus, none twice', () => {
  const keys = new Set(corpus.papers.map(({ key }) => key));
  everyCardKeeps(
    (paper) => {
      const related = paper.related.map(({ key }) => key);
      return [
        ...(related.length < FEWEST || related.length > MOST ? [`${related.length}`] : []),
        ...related.filter((key) => !keys.has(key)),
        ...related.filter((key, i) => key === paper.key || related.indexOf(key) < i),
      ];
    },
    [
      { related: SOUND.related.slice(0, 2) },
      { related: STRANGERS.slice(0, 7) },
      { related: [...rest, to('nobody2020knows')] },
      { related: [...rest, to(SOUND.key)] },
      { related: [...rest, to(rest[0]?.key ?? '')] },
    ],
  );
});

test('a relation is mutual: the other paper names this one, too', () =>
  everyCardKeeps(
    (paper, papers) =>
      paper.related
        .map(({ key }) => papers.find((other) => other.key === key))
        .filter((other) => !other?.related.some(({ key }) => key === paper.key))
        .map((other) => other?.key ?? 'no paper'),
    [{ related: STRANGERS.slice(0, 3) }],
  ));

test('a reason is a phrase of a few words, and another for each paper', () =>
  everyCardKeeps(
    ({ related }) => {
      const reasons = related.map(({ why }) => fold(why));
      return [
        ...reasons.filter((why) => wordCount(why) < 3 || wordCount(why) > LONGEST_REASON),
        ...reasons.filter((why) => /[.!?]$/.test(why)),
        ...reasons.filter((why, i) => reasons.indexOf(why) < i),
      ];
    },
    [
      { related: [...rest, to(first?.key ?? '', 'see also')] },
      { related: [...rest, to(first?.key ?? '', `same${' again'.repeat(10)}`)] },
      { related: [...rest, to(first?.key ?? '', 'It has the same roots.')] },
      { related: [...rest, to(first?.key ?? '', rest[0]?.why.toUpperCase())] },
    ],
  ));

test('a reason is not the same in both directions', () =>
  everyCardKeeps(
    (paper, papers) =>
      paper.related.flatMap(({ key, why }) => {
        const back = papers.find((other) => other.key === key)?.related ?? [];
        return back.some((one) => one.key === paper.key && fold(one.why) === fold(why))
          ? [`"${why}" from both sides`]
          : [];
      }),
    [
      {
        related: SOUND.related.map(({ key }) => {
          const other = OTHERS.find((paper) => paper.key === key);
          return to(key, other?.related.find((one) => one.key === SOUND.key)?.why);
        }),
      },
    ],
  ));

// Owns what a query asks for: words in their spellings, and what may be missing or wrong in them.
import type { Entry } from '../../library/entry';
import { fold, foldUmlauts } from '../../text/fold';
import { wordsOf, type Word } from '../../text/words';
import { foldedKey, isSpaceless, pairsOf } from './words';
import { british } from './wordTable';

/** A query is cut there: nobody types more words, and a longer title is told from others by fewer. */
const MOST_WORDS = 32;
/** From this length on, a word may be the beginning of one wherever it stands in the query. */
const PREFIX_LENGTH = 3;
/** From these lengths on, a word may hold one wrong letter, or two. */
const TYPO_LENGTHS = [5, 9];
/** Longer words are no typing. */
const LONGEST_TYPED = 40;
/** Key of a style that a library need not have: `mishkin2015`, `mishkin2015all`. */
const NAME_AND_YEAR = /^(\p{L}{2,})((?:19|20)\d\d)(\p{L}*)$/u;

/** A word of a query: what an entry must hold to match it. */
export interface QueryWord {
  /** Spellings, each as good as the others. */
  readonly forms: readonly string[];
  readonly mayGoOn: boolean;
  /** So many letters may be wrong, where the query as typed finds nothing. */
  readonly mostEdits: number;
}

export interface Query {
  readonly words: readonly QueryWord[];
  /** Runs of which entries must hold more than pairs: folded, without spaces. */
  readonly runs: readonly string[];
  /** See {@link foldedKey}. */
  readonly key: string;
}

/** No syntax: whatever a person types is words. The last one may still be being typed. */
export function queryOf(text: string): Query {
  const typed = wordsOf(text).slice(0, MOST_WORDS);
  const last = typed.length - 1;
  const words = typed.flatMap((word, i): QueryWord[] => {
    if (isSpaceless(word.folded)) return queryPairs(word.folded);
    const form = british(word.folded);
    return [
      {
        forms: [form, ...otherForms(text, typed, i)],
        mayGoOn: form.length >= PREFIX_LENGTH || i === last,
        mostEdits: mostEditsOf(form),
      },
    ];
  });
  const runs = typed
    .map(({ folded }) => folded)
    .filter((run) => isSpaceless(run) && run.length > 2);
  return { words: words.slice(0, MOST_WORDS), runs, key: foldedKey(text) };
}

/** The query with keys taken apart into names, years and words of titles; undefined if it has none. */
export function withKeysApart(text: string): Query | undefined {
  const words = wordsOf(text).slice(0, MOST_WORDS);
  if (!words.some(({ folded }) => NAME_AND_YEAR.test(folded))) return undefined;
  return queryOf(words.map(({ folded }) => folded.replace(NAME_AND_YEAR, '$1 $2 $3')).join(' '));
}

/** Whether an entry holds all runs of a query. */
export function holdsRuns({ title, authors, key }: Entry, runs: readonly string[]): boolean {
  const texts = [title, ...authors, key].map(fold);
  return runs.every((run) => texts.some((text) => text.includes(run)));
}

function mostEditsOf(form: string): number {
  if (form.length > LONGEST_TYPED || /\d/.test(form)) return 0;
  return TYPO_LENGTHS.filter((least) => form.length >= least).length;
}

function otherForms(text: string, words: readonly Word[], i: number): string[] {
  const [before, word, after] = [words[i - 1], words[i], words[i + 1]];
  if (!word) return [];
  const forms = [umlautForm(text, word)];
  // `pre-training` is also `pretraining`, which then stands for both words.
  if (before && word.gapBefore === 'hyphen') forms.push(british(before.folded + word.folded));
  if (after?.gapBefore === 'hyphen') forms.push(british(word.folded + after.folded));
  return forms.filter((form) => form !== undefined);
}

function umlautForm(text: string, { start, end }: Word): string | undefined {
  const form = foldUmlauts(text.slice(start, end));
  return form === undefined ? undefined : british(form);
}

function queryPairs(run: string): QueryWord[] {
  const pairs = run.length === 1 ? [run] : pairsOf(run).slice(0, -1);
  return pairs.map((pair) => ({ forms: [pair], mayGoOn: pair.length === 1, mostEdits: 0 }));
}

// Owns the recognition of titles of entries in prose: by their first letters, then word by word.
import { opensSentence, sentenceAround } from '../evidence';
import type { Entry } from '../../library/entry';
import { isProse, type BlockFacts } from '../../syntax/document';
import { fold, FOLDED_ASCII, foldUmlauts, isPlainAscii, lettersOf } from '../../text/fold';
import type { Span } from '../../text/span';
import { foldedWords, wordsOf, type Gap, type Word } from '../../text/words';
import { isCommonWord } from './commonWords';
import { HASH_SEED, hashWith } from './hash';
import { isSpaceless } from './words';

/**
 * A title is found by its first letters: by as many of these as it has. The more they are, the fewer titles share them.
 * Titles with still fewer letters are shared by different works, and are words in a text.
 */
const LETTERS = [12, 20, 32, 48];
const MOST = 48;
/** So much of a title holds them, whatever stands between. */
const BEGINNING = 200;
/** Nobody writes out a longer one. */
const LONGEST = 500;
/** Titles of so many words mean a work however they are written, those of fewer only as names. */
const LONG = 5;
/** Titles of so few words are terms: they also need a cue. */
const TERM = 2;
/** A title goes on behind it with what is often left out. */
const SUBTITLE = /[:?!]\s|\s[-–—]\s/;
/** Two characters of a script without spaces say as much as a word. */
const UNITS_A_WORD = 2;

/** The hashes under which a title is found, with and without its subtitle, in each way to write its umlauts. */
export function titleHashes(title: string): number[] {
  if (title.length > LONGEST) return [];
  const beginning = title.slice(0, BEGINNING);
  const subtitle = SUBTITLE.exec(beginning);
  const forms = formsOf(beginning);
  if (subtitle) forms.push(...formsOf(beginning.slice(0, subtitle.index)));
  const hashes: number[] = [];
  for (const form of forms) {
    const hash = hashOfFirstLetters(form);
    if (hash !== undefined && !hashes.includes(hash)) hashes.push(hash);
  }
  return hashes;
}

/** In which letters a title is looked for: with umlauts both as they are and spelled out. */
function formsOf(title: string): string[] {
  if (isPlainAscii(title)) return [title];
  const letters = lettersOf(title);
  return [fold(letters), foldUmlauts(letters) ?? ''];
}

/** Of a text in ASCII or of one that is folded; undefined where it has too few letters. */
function hashOfFirstLetters(text: string): number | undefined {
  let found: number | undefined;
  let hash = HASH_SEED;
  for (let i = 0, count = 0, level = 0; i < text.length && level < LETTERS.length; i++) {
    const unit = text.charCodeAt(i);
    const letter = FOLDED_ASCII[unit] ?? unit;
    if (letter === 0) continue;
    hash = hashWith(hash, letter);
    if (++count === LETTERS[level]) [found, level] = [hash, level + 1];
  }
  return found;
}

/** Calls `visit` with the hashes of titles that may begin with word `from`, whatever stands between their letters. */
export function visitHashes(
  words: readonly Word[],
  from: number,
  visit: (hash: number) => void,
): void {
  let hash = HASH_SEED;
  let count = 0;
  // Each word has a letter at least, but for stray accents.
  for (let i = from; i < Math.min(words.length, from + MOST); i++) {
    const letters = words[i]?.folded ?? '';
    for (let at = 0; at < letters.length && count < MOST; at++) {
      hash = hashWith(hash, letters.charCodeAt(at));
      count++;
      if (LETTERS.includes(count)) visit(hash);
    }
    if (count === MOST) return;
  }
}

/** The span of an entry's title, or of the part before its subtitle, from word `from` on; undefined if it is not there. */
export function titleAt(
  facts: BlockFacts,
  words: readonly Word[],
  from: number,
  entry: Entry,
): Span | undefined {
  const title = wordsOf(entry.title);
  const main = title.findIndex(
    ({ start }, i) => i > 0 && SUBTITLE.test(entry.title.slice(title[i - 1]?.end, start)),
  );
  for (const part of main > 0 ? [title, title.slice(0, main)] : [title]) {
    const span = spanOf(entry.title, part, words, from);
    if (!span || !isProse(facts, span)) continue;
    const written = entry.title.slice(part[0]?.start, part[part.length - 1]?.end);
    const weight = weightOf(part) - (part === title ? 0 : 1);
    if (isMeant(facts, span, entry, written, weight))
      return part === title ? withTail(facts.text, span, entry.title) : span;
  }
  return undefined;
}

/** With the question mark or so behind the last word, if it stands in the text too. */
function withTail(text: string, { start, end }: Span, title: string): Span {
  const tail = /[^\p{L}\p{N}\p{M}\s]*$/u.exec(title)?.[0] ?? '';
  return { start, end: text.startsWith(tail, end) ? end + tail.length : end };
}

/** Where the words of a title stand in a text, in either way to write its umlauts. */
function spanOf(
  text: string,
  title: readonly Word[],
  words: readonly Word[],
  from: number,
): Span | undefined {
  const spelledOut = title.map((word) => {
    const folded = foldUmlauts(text.slice(word.start, word.end)) ?? word.folded;
    return { ...word, folded };
  });
  const after = wordAfter(title, words, from) ?? wordAfter(spelledOut, words, from);
  const [start, end] = [words[from]?.start, words[(after ?? 0) - 1]?.end];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/**
 * The number of the word behind a title that stands in the text from word `from` on. Between words, a space of the
 * title may be a hyphen in the text, a hyphen may be absent or a space; punctuation may be absent, but not added.
 */
function wordAfter(
  title: readonly Word[],
  words: readonly Word[],
  from: number,
): number | undefined {
  let [i, j, atTitle, atText] = [0, from, 0, 0];
  for (let [own, other] = [title[0], words[from]]; own && other;) {
    const length = Math.min(own.folded.length - atTitle, other.folded.length - atText);
    if (!own.folded.startsWith(other.folded.slice(atText, atText + length), atTitle))
      return undefined;
    [atTitle, atText] = [atTitle + length, atText + length];
    const [ownEnds, otherEnds] = [atTitle === own.folded.length, atText === other.folded.length];
    if (ownEnds) [own, atTitle] = [title[++i], 0];
    if (otherEnds) [other, atText] = [words[++j], 0];
    if (!own) return otherEnds ? j : undefined;
    if (!other || !mayMeet(ownEnds, otherEnds, own.gapBefore, other.gapBefore)) return undefined;
  }
  return undefined;
}

/** Whether words of title and text may end like this, with these gaps behind those that end. */
function mayMeet(titleEnds: boolean, textEnds: boolean, inTitle: Gap, inText: Gap): boolean {
  if (titleEnds && textEnds) return inText !== 'hard' || inTitle === 'hard';
  return (titleEnds ? inTitle : inText) === 'hyphen';
}

function weightOf(title: readonly Word[]): number {
  return title.reduce(
    (sum, { folded }) => sum + (isSpaceless(folded) ? Math.ceil(folded.length / UNITS_A_WORD) : 1),
    0,
  );
}

/** Whether what is written at `span` is this title and not just the same words. */
function isMeant(
  facts: BlockFacts,
  span: Span,
  entry: Entry,
  title: string,
  weight: number,
): boolean {
  if (weight >= LONG) return true;
  const written = facts.text.slice(span.start, span.end);
  if (weight > TERM) {
    if (/.\p{Lu}/su.test(written)) return true;
    if (/\p{Lu}/u.test(written) && !opensSentence(facts.text, span)) return true;
    return isSetOff(facts.text, span) || hasCue(facts, span, entry);
  }
  if (!/\p{Lu}/u.test(written) || lettersOf(written) !== lettersOf(title)) return false;
  return (weight === TERM && isSetOff(facts.text, span)) || hasCue(facts, span, entry);
}

/** In quotes or emphasised. */
function isSetOff(text: string, { start, end }: Span): boolean {
  return (
    /["'“‘„«‹《「*_]$/.test(text.slice(Math.max(0, start - 1), start)) &&
    /^[.,;:?!]?["'”’“»›》」*_]/.test(text.slice(end, end + 2))
  );
}

/** In the same sentence, the entry is cited or an author of it is named. */
function hasCue(facts: BlockFacts, span: Span, entry: Entry): boolean {
  const around = sentenceAround(facts.text, span);
  const isInside = ({ start, end }: Span) => around.start <= start && end <= around.end;
  if (facts.citations.some((citation) => citation.key === entry.key && isInside(citation)))
    return true;
  const families = new Set(entry.authors.flatMap((author) => foldedWords(author).slice(-1)));
  return wordsOf(facts.text, around).some(
    ({ folded, start, end }) =>
      (end <= span.start || start >= span.end) &&
      families.has(folded) &&
      /^\p{Lu}/u.test(facts.text.slice(start, end)) &&
      !isCommonWord(folded),
  );
}

// Owns the question whether an ambiguous name means its paper here: cues in its sentence or its document.
import type { Paper, PaperName } from '../corpus/paper';
import { fold } from '../text/fold';
import { foldedWords } from '../text/words';
import type { Span } from '../text/span';

/** So many words of the title, or of the search terms, must stand in the sentence to count as one cue. */
const SHARED_WORDS = 3;
const SHARED_TERMS = 2;
/** Authors beside a name leave no doubt. */
const AUTHORS_WEIGHT = 2;
const SENTENCE_END =
  /[.!?]["'”’)\]]*\s+(?=[\p{Lu}\p{N}"'“‘([])|\n[ \t]*\n|\n[ \t]*(?:[-*+|#]|\d+[.)])/gu;
/** Points that end no sentence. */
const ABBREVIATION = /(?:\b(?:al|e\.g|i\.e|cf|vs|etc|Fig|Sec|Eq|Tab|App|Dr|Prof)|\b\p{Lu})\.\s*$/u;
const COMMON_WORDS = new Set(
  (
    'a an and are as at be better by can do for from good has have how in into is it its large learning model models ' +
    'need network networks neural of on or our the their to towards training via we what with your all you using'
  ).split(' '),
);

/** Whether `span` holds the first word of its sentence, where a capital says nothing. */
export function opensSentence(text: string, span: Span): boolean {
  return !/[\p{L}\p{N}]/u.test(text.slice(sentenceAround(text, span).start, span.start));
}

/** The sentence of `text` around `span`. Only the text nearby is looked at. */
export function sentenceAround(text: string, span: Span): Span {
  const reach = 1_000;
  const from = Math.max(0, span.start - reach);
  const window = text.slice(from, Math.min(text.length, span.end + reach));
  let start = 0;
  for (const match of window.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (ABBREVIATION.test(window.slice(0, end))) continue;
    if (end <= span.start - from) start = end;
    else if (match.index >= span.end - from)
      return { start: from + start, end: from + match.index + 1 };
  }
  return { start: from + start, end: from + window.length };
}

/**
 * How much in the sentence (its text without the name itself) shows that `name` means `paper`: its cues,
 * its authors, words of its title, its terms. What counts for one is not counted again for another.
 */
export function weightOfCues(sentence: string, name: PaperName, paper: Paper): number {
  const words = foldedWords(sentence);
  const cues = takePhrases(` ${words.join(' ')} `, name.cues);
  const terms = paper.terms.filter((term) => fold(term) !== fold(name.name));
  const own = new Set(foldedWords(name.name));
  const titleWords = new Set(
    foldedWords(paper.title).filter((word) => !COMMON_WORDS.has(word) && !own.has(word)),
  );
  return (
    cues.taken +
    (namesAuthors(sentence, paper) ? AUTHORS_WEIGHT : 0) +
    (countShared(words, titleWords) >= SHARED_WORDS ? 1 : 0) +
    (takePhrases(cues.rest, terms).taken >= SHARED_TERMS ? 1 : 0)
  );
}

/** Family names are common words and common names: they count with `et al.`, a co-author or the year. */
function namesAuthors(sentence: string, paper: Paper): boolean {
  const text = fold(sentence);
  const followed = `(?:'s|’s)?(?:\\s+et\\s+al|\\s*(?:&|and|,)\\s+\\p{L}+|,?\\s*[(\\[]?${paper.year}\\b)`;
  const family = fold(paper.authors[0]?.family ?? '').replace(/[^\p{L}\p{N} -]/gu, '');
  return (
    family !== '' &&
    new RegExp(`(?<![\\p{L}\\p{N}])${family}${followed}`, 'u').test(text) &&
    text.includes(family)
  );
}

/** How many of the phrases stand in a line of folded words, and the line without them. Longer ones go first. */
function takePhrases(
  line: string,
  phrases: readonly string[],
): { readonly taken: number; readonly rest: string } {
  const wanted = phrases.map((phrase) => ` ${foldedWords(phrase).join(' ')} `);
  let taken = 0;
  let rest = line;
  for (const phrase of wanted.sort((a, b) => b.length - a.length)) {
    if (phrase.trim() === '' || !rest.includes(phrase)) continue;
    taken++;
    rest = rest.replaceAll(phrase, ' ; ');
  }
  return { taken, rest };
}

function countShared(words: readonly string[], wanted: ReadonlySet<string>): number {
  return new Set(words.filter((word) => wanted.has(word))).size;
}

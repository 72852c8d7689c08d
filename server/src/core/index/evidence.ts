// Owns the question whether an ambiguous name means its paper here: cues in its sentence or its document.
import type { Paper, PaperName } from '../corpus/paper';
import { fold } from '../text/fold';
import { foldedWords } from '../text/words';
import type { Span } from '../text/span';

/** So many words of the title, or of the search terms, must stand in the sentence to count as one cue. */
const SHARED_WORDS = 3;
const SHARED_TERMS = 2;
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

/** Whether the sentence (its text without the name itself) shows that `name` means `paper`. */
export function hasCue(sentence: string, name: PaperName, paper: Paper): boolean {
  const words = foldedWords(sentence);
  const line = ` ${words.join(' ')} `;
  if (name.cues.some((cue) => containsPhrase(line, cue))) return true;
  if (namesAuthors(sentence, paper)) return true;
  const own = new Set(foldedWords(name.name));
  const titleWords = new Set(
    foldedWords(paper.title).filter((word) => !COMMON_WORDS.has(word) && !own.has(word)),
  );
  if (countShared(words, titleWords) >= SHARED_WORDS) return true;
  const terms = paper.terms.filter(
    (term) => fold(term) !== fold(name.name) && containsPhrase(line, term),
  );
  return terms.length >= SHARED_TERMS;
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

function containsPhrase(line: string, phrase: string): boolean {
  const words = foldedWords(phrase);
  return words.length > 0 && line.includes(` ${words.join(' ')} `);
}

function countShared(words: readonly string[], wanted: ReadonlySet<string>): number {
  return new Set(words.filter((word) => wanted.has(word))).size;
}

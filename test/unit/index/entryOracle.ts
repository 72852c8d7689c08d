// Owns the plain way to find entries, against which the index is held: every word of the query in every entry.
import type { Entry } from '../../../server/src/core/library/entry';
import { fold, foldUmlauts, lettersOf } from '../../../server/src/core/text/fold';
import { wordsOf } from '../../../server/src/core/text/words';

const british = (word: string) => word.replaceAll('z', 's');

/** All spellings of the words of a text; `joined` over a hyphen, too. */
function spellingsIn(text: string): string[] {
  const words = wordsOf(text);
  return words.flatMap((word, i) => {
    const before = words[i - 1];
    const spelledOut = foldUmlauts(text.slice(word.start, word.end));
    const joined = before && word.gapBefore === 'hyphen' ? [before.folded + word.folded] : [];
    return [word.folded, ...(spelledOut === undefined ? [] : [spelledOut]), ...joined].map(british);
  });
}

/** Edits as in the index: a letter wrong, missing, too many, or two swapped. By the recursive definition. */
export function editsBetween(a: string, b: string): number {
  const known = new Map<number, number>();
  const edits = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const at = i * (b.length + 1) + j;
    const found = known.get(at);
    if (found !== undefined) return found;
    const isSame = a[i - 1] === b[j - 1];
    let least = Math.min(
      edits(i - 1, j) + 1,
      edits(i, j - 1) + 1,
      edits(i - 1, j - 1) + (isSame ? 0 : 1),
    );
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
      least = Math.min(least, edits(i - 2, j - 2) + 1);
    known.set(at, least);
    return least;
  };
  return edits(a.length, b.length);
}

/** The edits to the nearest beginning of `word`, the whole included. */
function editsToBeginning(typed: string, word: string): number {
  return Math.min(
    ...Array.from({ length: word.length + 1 }, (_, length) =>
      editsBetween(typed, word.slice(0, length)),
    ),
  );
}

/** What is allowed hangs on the word's plain spelling, the first. */
function mayHold(
  forms: readonly string[],
  word: string,
  isLast: boolean,
  withTypos: boolean,
): boolean {
  const [plain = ''] = forms;
  const most = !withTypos || /\d/.test(plain) || plain.length < 5 ? 0 : plain.length < 9 ? 1 : 2;
  return forms.some(
    (form) =>
      word === form ||
      ((plain.length >= 3 || isLast) && word.startsWith(form)) ||
      (most > 0 && editsToBeginning(form, word) <= most),
  );
}

/** Keys of the entries that hold all words of a query in Latin letters, as the index is documented to find them. */
export function oracle(entries: readonly Entry[], query: string): string[] {
  const typed = wordsOf(query);
  const key = fold(lettersOf(query));
  const find = (withTypos: boolean) =>
    entries.filter((entry) => {
      const keys = [entry.key, ...entry.aliases];
      if (keys.some((one) => fold(lettersOf(one)).startsWith(key))) return true;
      const words = [entry.title, ...entry.authors, String(entry.year ?? ''), ...keys].flatMap(
        spellingsIn,
      );
      return typed.every(({ start, end }, i) =>
        words.some((word) =>
          mayHold(spellingsIn(query.slice(start, end)), word, i === typed.length - 1, withTypos),
        ),
      );
    });
  if (typed.length === 0) return [];
  const asTyped = find(false);
  return (asTyped.length > 0 ? asTyped : find(true)).map((entry) => entry.key).sort();
}

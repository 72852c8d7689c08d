// Owns which words of a text say what it is about.
import { foldedWords } from '../text/words';
import { isStopWord } from './searchIndex';

const ADDRESS = /https?:\/\/\S+/g;

/** The folded words of `text` but for stop words, numbers, single letters and web addresses; each as often as it stands there. */
export function contentWords(text: string): string[] {
  return foldedWords(text.replace(ADDRESS, ' ')).filter(
    (word) => word.length > 1 && /\p{L}/u.test(word) && !isStopWord(word),
  );
}

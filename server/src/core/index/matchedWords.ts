// Owns which words of a paper are shown for what a query found: as the paper has them.
import { wordsOf } from '../text/words';
import type { Field, SearchTexts } from './searchFields';
import { indexedWord, RANKING, type Hit } from './searchIndex';

/**
 * For each word of the query that was found, the first word of these texts that matches it, as it stands
 * there; what only other texts have is left out. Linear in the texts up to the last word that is needed.
 */
export function matchedWords(
  { matched }: Pick<Hit, 'matched'>,
  texts: SearchTexts,
  fields: readonly Field[],
): readonly string[] {
  const found = matched.map((): string | undefined => undefined);
  for (const text of fields.flatMap((field) => texts[field])) {
    for (const { start, end, folded } of wordsOf(text)) {
      const formsHere = RANKING.formsOf(indexedWord(folded));
      matched.forEach(({ forms }, i) => {
        if (formsHere.some((form) => forms.includes(form))) found[i] ??= text.slice(start, end);
      });
    }
    if (found.every((word) => word !== undefined)) break;
  }
  return [...new Set(found.filter((word) => word !== undefined))];
}

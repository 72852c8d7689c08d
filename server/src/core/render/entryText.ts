// Owns the text of an entry that is added to a library: the source's own words where it has an entry.
import type { Library } from '../library/library';
import type { LibraryEntry, Work } from '../works/work';
import { bibtexOf } from './bibtex';

/** Enough of a file to show its habits, in UTF-16 units. */
const SAMPLE = 32_768;

/**
 * For the end of `target`, or for a new file: an entry of another BibTeX library letter by letter, so that nothing
 * of it is lost; a paper of a corpus in the style of the file. Empty where a work has neither.
 */
export function entryTextFor(
  { paper, found }: Work,
  key: string,
  target: Library | undefined,
): string {
  if (found?.library.format.name === 'bibtex') return verbatim(found);
  if (!paper) return '';
  const sample = target?.sections[0]?.section.text.slice(0, SAMPLE) ?? '';
  return bibtexOf(paper, key, sample);
}

function verbatim({ entry }: LibraryEntry): string {
  return `${entry.section.text.slice(entry.start, entry.end)}\n`;
}

// Owns the recognition of authors with a year in prose: `He et al. (2015)`, `Glorot & Bengio 2010`.
import type { Entry } from '../../library/entry';
import type { Span } from '../../text/span';
import type { Word } from '../../text/words';
import { AuthorList, type ListForm } from './authorList';
import { FAMILY_WORDS, familyForms } from './families';
import { hashOf } from './hash';

export interface NamedEntries extends Span {
  readonly entries: readonly Entry[];
}

const YEAR = /^((?:1[6-9]|20)\d\d)[a-z]?$/;
/** A range of years, a longer number or a version begins like a year. */
const NO_YEAR_BEHIND = /^(?:[-–—/.:]\p{N}|[%‰°])/u;
/** So many words may stand between the beginning of the authors and the year. */
const REACH = 16;

/** The hashes under which an entry is found by its first author and year: one for each way to write the name. */
export function authorYearHashes({ authors, year }: Entry): number[] {
  const [first] = authors;
  if (first === undefined || year === undefined) return [];
  return familyForms(first).map((letters) => hashOf(letters, year));
}

/** Authors with a year that some of the entries have that `find` gives for a hash. Linear in the words. */
export function authorYearsIn(
  text: string,
  words: readonly Word[],
  find: (hash: number) => Entry[],
): NamedEntries[] {
  const found: NamedEntries[] = [];
  // Where the authors before the last year stand, for `(2015, 2016)`.
  let last: { readonly from: number; readonly to: number; readonly year: number } | undefined;
  words.forEach((word, i) => {
    const year = Number(YEAR.exec(word.folded)?.[1]);
    if (!year || NO_YEAR_BEHIND.test(text.slice(word.end, word.end + 2))) return;
    const goesOn = last?.year === i - 1 && /^\s*[,;&]\s*$/.test(gap(text, words, i));
    const authors =
      goesOn && last
        ? authorsBefore(text, words, last.from, last.to, year, find)
        : authorsBefore(text, words, Math.max(0, i - REACH), i, year, find);
    if (goesOn && last) last = { ...last, year: i };
    if (!authors) return;
    if (!goesOn) last = { from: authors.from, to: i, year: i };
    const start = (goesOn ? word : words[authors.from])?.start ?? word.start;
    found.push({ start, end: endOf(text, word, start), entries: authors.entries });
  });
  return found;
}

/** The first list of authors that begins at `from` or later and ends just before word `to`. */
function authorsBefore(
  text: string,
  words: readonly Word[],
  from: number,
  to: number,
  year: number,
  find: (hash: number) => Entry[],
): { readonly from: number; readonly entries: readonly Entry[] } | undefined {
  for (let i = from; i < to; i++) {
    const list = new AuthorList(text, words, i, to);
    if (!list.mayBegin) continue;
    const matching: { readonly entry: Entry; readonly form: ListForm }[] = [];
    let letters = '';
    for (let next = i + 1; next <= Math.min(to, i + FAMILY_WORDS); next++) {
      letters += words[next - 1]?.folded ?? '';
      for (const entry of find(hashOf(letters, year))) {
        const isFirst = familyForms(entry.authors[0] ?? '').includes(letters);
        const form = isFirst && entry.year === year ? list.formFor(entry.authors, next) : undefined;
        if (form) matching.push({ entry, form });
      }
    }
    const entries = preferred(matching);
    if (entries.length > 0) return { from: i, entries };
  }
  return undefined;
}

/** `et al.` stands for two and more; where it may, it stands for more than one. */
function preferred(matching: readonly { entry: Entry; form: ListForm }[]): Entry[] {
  const all = matching.filter(({ entry, form }) => form !== 'others' || entry.authors.length > 2);
  return [...new Set((all.length > 0 ? all : matching).map(({ entry }) => entry))];
}

/** With the bracket that the year closes, if it opened behind the authors. */
function endOf(text: string, { start: yearStart, end }: Word, start: number): number {
  const before = text.slice(start, yearStart);
  const isOpen = /[([][*_]*$/.test(before);
  return isOpen && /[)\]]/.test(text.charAt(end)) ? end + 1 : end;
}

function gap(text: string, words: readonly Word[], i: number): string {
  return text.slice(words[i - 1]?.end ?? 0, words[i]?.start ?? 0);
}

// Owns entries for the tests of what finds them: made of a few words, without a file around them.
import type { Entry } from '../../../server/src/core/library/entry';

const SECTION = { text: '', entries: [], strings: [], problems: [] };
const EMPTY: Entry = {
  section: SECTION,
  start: 0,
  end: 0,
  key: '',
  keySpan: { start: 0, end: 0 },
  aliases: [],
  type: 'article',
  title: '',
  authors: [],
  year: undefined,
  doi: undefined,
  arxiv: undefined,
  isOpen: false,
};

export function entry(fields: Partial<Entry> & Pick<Entry, 'key'>): Entry {
  return { ...EMPTY, ...fields };
}

/** From lines such as `he2016deep | He, Zhang | 2016 | Deep Residual Learning`; parts behind the key may be empty. */
export function entriesOf(lines: string): Entry[] {
  return lines
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()))
    .flatMap(([key = '', authors = '', year = '', title = '']) =>
      key === ''
        ? []
        : entry({
            key,
            title,
            authors: authors === '' ? [] : authors.split(',').map((author) => author.trim()),
            year: year === '' ? undefined : Number(year),
          }),
    );
}

/** What a job in steps ends with. */
export function finish<T>(job: Generator<unknown, T>): T {
  let step = job.next();
  while (step.done !== true) step = job.next();
  return step.value;
}

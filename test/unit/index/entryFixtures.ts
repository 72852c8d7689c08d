// Owns entries for the tests of what finds them: made of a few words, without a file around them.
import type { Entry } from '../../../server/src/core/library/entry';

const SECTION = { text: '', entries: [], asking: [], strings: [], problems: [] };
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

/** What is kept of a library in steps, as the search and the names are. */
interface Followed<T> {
  with(removed: ReadonlySet<Entry>, added: readonly Entry[]): Generator<unknown, T>;
}

/** For each step: which third of the entries some are taken out of, and how many come and go. */
export type Steps = readonly (readonly [third: number, count: number])[];

/** Half of the entries to begin with, then some out and others in, step by step; with what is left in the end. */
export function follow<T extends Followed<T>>(
  all: readonly Entry[],
  steps: Steps,
  build: (entries: readonly Entry[]) => Generator<unknown, T>,
): { readonly index: T; readonly live: readonly Entry[] } {
  let live = all.slice(0, all.length >> 1);
  let waiting = all.slice(live.length);
  let index = finish(build(live));
  for (const [third, count] of steps) {
    const removed = new Set(live.filter((_, i) => i % 3 === third % 3).slice(0, count));
    const added = waiting.slice(0, count);
    waiting = [...waiting.slice(count), ...removed];
    live = [...live.filter((one) => !removed.has(one)), ...added];
    index = finish(index.with(removed, added));
  }
  return { index, live };
}

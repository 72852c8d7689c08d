// Owns the libraries that the bench of entries runs on: a real one, and ones grown from it to any size.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Corpus } from '../../server/src/core/corpus/corpus';
import { bibtex } from '../../server/src/core/library/bibtex/bibtex';
import type { Entry } from '../../server/src/core/library/entry';
import { readLibrary } from '../../server/src/core/library/library';
import { generator } from './notes';

/** Other people's records, so no part of the project: conference papers in BibTeX, packed with gzip. */
const PATH = process.env.PAPERLENS_LIBRARY ?? '../shared/libraries/conferences-10k.bib.gz';

type Fields = Pick<Entry, 'key' | 'title' | 'authors' | 'year'>;

/** The entries of the real library; without it, those of the shipped corpus stand for it. */
export function realEntries(corpus: Corpus): Entry[] {
  if (!existsSync(PATH)) {
    console.log(
      `${PATH} is absent (PAPERLENS_LIBRARY names another): grown from the corpus instead.`,
    );
    return corpus.papers.map(({ key, title, authors, year }) =>
      asEntry({ key, title, authors: authors.map(({ family }) => family), year }),
    );
  }
  const text = gunzipSync(readFileSync(PATH)).toString('utf8');
  const job = readLibrary({ path: PATH, format: bibtex, text }, (slice) => slice);
  for (;;) {
    const step = job.next();
    if (step.done) return [...step.value.entries];
  }
}

/**
 * `count` entries: the real ones, then ones whose titles, authors and keys are put together from theirs anew. Words and
 * names that are new come at the rate at which a library brings them (Heaps' law, measured on the real one).
 */
export function grown(real: readonly Entry[], count: number): Entry[] {
  const random = generator(1);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const words = real.flatMap(({ title }) => title.split(' '));
  const families = real.flatMap(({ authors }) => authors);
  /** The beginning of one word with the end of another. */
  const spliced = (head: string, tail: string) =>
    head.slice(0, Math.ceil(head.length * (0.4 + 0.4 * random()))) +
    tail.slice(Math.floor(tail.length * (0.4 + 0.3 * random()))).toLowerCase();
  const again = (word: string, from: readonly string[], isNew: number, isOther: number) => {
    const chance = random();
    return chance < isNew ? spliced(word, pick(from)) : chance < isOther ? pick(from) : word;
  };
  const entries = real.slice(0, count);
  for (let i = entries.length; i < count; i++) {
    const model = real[i % real.length];
    if (!model) break;
    const title = model.title.split(' ').map((word) => again(word, words, 0.03, 0.6));
    const authors = model.authors.map((author) => again(author, families, 0.14, 0.8));
    const year = model.year === undefined ? undefined : model.year - Math.floor(random() * 10);
    const initials = authors.slice(1, 6).map((author) => author.charAt(0));
    const stem = model.key.replace(/[^/]*$/, '');
    const key = `${stem}${authors[0] ?? ''}${initials.join('')}${year ?? ''}x${i.toString(36)}`;
    entries.push(
      asEntry({ key: flat(key), title: flat(title.join(' ')), authors: authors.map(flat), year }),
    );
  }
  return entries;
}

/** Queries as they are typed: one to three words of an entry, the last one begun, every fourth with a typo. */
export function typedQueries(entries: readonly Entry[], count: number): string[] {
  const random = generator(5);
  return Array.from({ length: count }, (_, i) => {
    const entry = entries[Math.floor(random() * entries.length)];
    const pool = [...(entry?.title.split(/[^\p{L}\p{N}]+/u) ?? []), ...(entry?.authors ?? [])];
    const long = pool.filter((word) => word.length > 1);
    const words = Array.from(
      { length: 1 + (i % 3) },
      () => long[Math.floor(random() * long.length)] ?? 'learning',
    );
    const last = words.pop() ?? '';
    words.push(last.slice(0, Math.max(2, Math.ceil(last.length * (0.4 + 0.6 * random())))));
    const wrong = Math.floor(random() * words.length);
    return words
      .map((word, at) => (i % 4 === 0 && at === wrong ? withTypo(word, random()) : word))
      .join(' ')
      .toLowerCase();
  });
}

/** A letter left out, one too many, or two swapped. */
function withTypo(word: string, chance: number): string {
  if (word.length < 5) return word;
  const at = 1 + Math.floor(chance * (word.length - 2));
  const [before, after] = [word.slice(0, at), word.slice(at)];
  if (at % 3 === 0) return before + after.slice(1);
  if (at % 3 === 1) return `${before}x${after}`;
  return before + after.charAt(1) + after.charAt(0) + after.slice(2);
}

/** The same letters, no longer as the pieces that they were put together from: reading them frees nothing. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

function asEntry(fields: Fields): Entry {
  const nowhere = { start: 0, end: 0 };
  const section = { text: '', entries: [], asking: [], strings: [], problems: [] };
  return {
    section,
    ...nowhere,
    keySpan: nowhere,
    aliases: [],
    type: 'inproceedings',
    doi: undefined,
    arxiv: undefined,
    isOpen: false,
    ...fields,
  };
}

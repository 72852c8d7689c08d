// Owns the library files that the bench loads: the real one, and ones grown from it to any size.
import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { bibtex } from '../../../server/src/core/library/bibtex/bibtex';
import type { Entry } from '../../../server/src/core/library/entry';
import { grown } from '../grownLibrary';

/** So many entries are written at once: a text of 150 MB need not be in memory. */
const AT_ONCE = 5_000;

/** Writes `count` entries in BibTeX and gives the file's size in bytes. */
export function writeLibrary(path: string, real: readonly Entry[], count: number): number {
  const entries = grown(real, count);
  writeFileSync(path, '');
  for (let from = 0; from < count; from += AT_ONCE) {
    const texts = entries
      .slice(from, from + AT_ONCE)
      .map((entry, i) => sourceOf(entry, real[(from + i) % real.length] ?? entry, from + i));
    appendFileSync(path, `${texts.join('\n\n')}\n\n`);
  }
  return statSync(path).size;
}

/** The text of the entry's model with what is the entry's own in it, so that the bytes are those of a real library. */
function sourceOf(entry: Entry, model: Entry, number: number): string {
  const { section, keySpan } = model;
  if (section.text === '') return drawn(entry);
  let text = section.text.slice(model.start, model.end);
  if (entry === model) return text;
  const id = number.toString(36);
  const values: Readonly<Record<string, string>> = {
    title: entry.title,
    author: entry.authors.join(' and '),
    year: String(entry.year ?? ''),
    doi: `10.1000/${id}`,
    url: `https://example.org/${id}`,
  };
  const fields = bibtex.fields(model).flatMap(({ name, valueSpan: { start, end } }) => {
    const value = values[name];
    return value === undefined ? [] : [{ start, end, value: `{${value}}` }];
  });
  for (const { start, end, value } of [{ ...keySpan, value: entry.key }, ...fields].reverse())
    text = text.slice(0, start - model.start) + value + text.slice(end - model.start);
  return text;
}

/** Where no real library is there to grow from. */
function drawn({ key, title, authors, year }: Entry): string {
  return `@inproceedings{${key},
  title = {${title}},
  author = {${authors.join(' and ')}},
  year = {${year ?? ''}},
}`;
}

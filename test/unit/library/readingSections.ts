// Reads a text section by section, as core/library/sections.ts does, and checks what must hold for any text.
import assert from 'node:assert/strict';
import type { Entry, EntryProblem, Section } from '../../../server/src/core/library/entry';
import type { LibraryFormat } from '../../../server/src/core/library/format';
import { Library } from '../../../server/src/core/library/library';
import type { Span } from '../../../server/src/core/text/span';
import { runAtOnce } from '../../../server/src/workspace/slices';

export interface Reading {
  readonly sections: readonly Section[];
  readonly entries: readonly Entry[];
  readonly problems: readonly EntryProblem[];
}

export function readAll(format: LibraryFormat, text: string, size = Infinity): Reading {
  const sections: Section[] = [];
  for (let at = 0; at < text.length;) {
    const { section, end } = format.readSection(text, at, size, (a, b) => text.slice(a, b));
    assert.ok(end > at, 'each section takes the reader on');
    assert.equal(section.text, text.slice(at, end));
    sections.push(section);
    at = end;
  }
  for (const section of sections) checkSpans(section);
  return {
    sections,
    entries: sections.flatMap(({ entries }) => entries),
    problems: sections.flatMap(({ problems }) => problems),
  };
}

function checkSpans(section: Section): void {
  const isInside = ({ start, end }: Span, outer: Span) =>
    outer.start <= start && start <= end && end <= outer.end;
  const whole = { start: 0, end: section.text.length };
  let previousEnd = 0;
  for (const entry of section.entries) {
    assert.equal(entry.section, section);
    assert.ok(isInside(entry, { start: previousEnd, end: whole.end }), 'entries follow each other');
    assert.ok(isInside(entry.keySpan, entry), 'the key stands in its entry');
    previousEnd = entry.end;
  }
  for (const problem of section.problems) assert.ok(isInside(problem, whole), problem.message);
}

/** The library of these sections; `previous` is a version of it before. */
export function libraryOf(
  format: LibraryFormat,
  sections: readonly Section[],
  previous?: Library,
): Library {
  return runAtOnce(Library.of('a.bib', format, sections, previous));
}

export function keysOf({ entries }: Reading): string[] {
  return entries.map(({ key }) => key);
}

/** What an entry says, without its places. */
export function factsOf({ key, aliases, type, title, authors, year, doi, arxiv }: Entry) {
  return { key, aliases, type, title, authors, year, doi, arxiv };
}

/** The one entry of a text. */
export function only(format: LibraryFormat, text: string): Entry {
  const { entries, problems } = readAll(format, text);
  assert.deepEqual(problems, []);
  assert.equal(entries.length, 1);
  return entries[0] as Entry;
}

export function textAt({ section }: Entry, { start, end }: Span): string {
  return section.text.slice(start, end);
}

/** The text with `‸` marks removed, and the offsets at which they stood. */
export function marked(drawn: string): { text: string; offsets: number[] } {
  const parts = drawn.split('‸');
  let length = 0;
  const offsets = parts.slice(0, -1).map((part) => (length += part.length));
  return { text: parts.join(''), offsets };
}

/** Sections cut at any size hold the same entries and problems as the whole. */
export function checkCuts(format: LibraryFormat, text: string): void {
  const whole = readAll(format, text);
  for (const size of [1, 2, 7, 40, 150, 1000]) {
    const cut = readAll(format, text, size);
    assert.deepEqual(cut.entries.map(factsOf), whole.entries.map(factsOf), `size ${size}`);
    const messages = ({ problems }: Reading) => problems.map(({ message }) => message).sort();
    assert.deepEqual(messages(cut), messages(whole), `size ${size}`);
  }
}

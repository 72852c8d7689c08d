// Owns the cut of a .bib file into sections, and what stands between its items.
import { shift } from '../../text/span';
import { newDraft } from '../draft';
import type { EntryProblem, NamedString } from '../entry';
import type { LibraryFormat } from '../format';
import { moveItem, type ScannedItem } from './item';
import { nextHead } from './items';
import { asksForOthers, readEntry } from './record';
import { scanItem } from './scanItem';
import { endOfWord, isLineEnd } from './signs';
import { knownType } from './types';

const PAIR = /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/;

/** The items from an offset on that lies outside of any, and where the section ends. */
interface Scan {
  readonly items: readonly ScannedItem[];
  readonly problems: readonly EntryProblem[];
  readonly end: number;
}

export const readSection: LibraryFormat['readSection'] = (text, from, size, cut) => {
  const { items, problems, end } = scan(text, from, size);
  const section = newDraft();
  section.text = cut(from, end);
  for (const problem of problems) {
    section.problems.push(shift({ ...problem, end: Math.min(problem.end, end) }, -from));
  }
  for (const item of items) {
    moveItem(item, -from);
    for (const problem of item.problems) section.problems.push(problem);
    if (item.kind === 'entry' && item.keyStart < item.keyEnd) {
      const entry = readEntry(section, item);
      section.entries.push(entry);
      if (asksForOthers(section.text, item)) section.asking.push(entry);
    } else if (item.kind === 'string') {
      for (const string of readStrings(section.text, item)) section.strings.push(string);
    }
  }
  section.problems.sort((a, b) => a.start - b.start);
  return { section, end };
};

function scan(text: string, from: number, size: number): Scan {
  const limit = Math.min(from + size, text.length);
  const items: ScannedItem[] = [];
  const problems: EntryProblem[] = [];
  let at = from;
  while (at < limit) {
    at = nextHead(text, at, limit, (stray) => problems.push(...headless(text, stray)));
    if (at >= limit) break;
    const item = scanItem(text, at);
    items.push(item);
    at = item.reach;
  }
  return { items, problems, end: betweenSigns(text, at) };
}

/** The first offset from `at` on that parts neither a line end nor a sign of two units. */
function betweenSigns(text: string, at: number): number {
  return PAIR.test(text.slice(at - 1, at + 1)) ? at + 1 : at;
}

/** An entry whose opening brace is missing would be lost without a word. */
function headless(text: string, at: number): EntryProblem[] {
  const end = endOfWord(text, at + 1);
  const isLine = at === 0 || isLineEnd(text.charCodeAt(at - 1));
  if (!isLine || knownType(text.slice(at + 1, end).toLowerCase()) === undefined) return [];
  const message = `"{" is missing behind "${text.slice(at, end)}".`;
  return [{ code: 'syntax', message, start: at, end }];
}

/** The definitions of a `@string`. */
function readStrings(text: string, item: ScannedItem): NamedString[] {
  return item.fields.map(({ nameStart, nameEnd, valueStart, valueEnd }) => ({
    start: item.start,
    end: item.end,
    name: text.slice(nameStart, nameEnd),
    nameSpan: { start: nameStart, end: nameEnd },
    value: text.slice(valueStart, valueEnd),
  }));
}

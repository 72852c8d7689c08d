// Owns libraries in CSL-JSON: the entries of a list, each read by itself.
import { detailsOf } from '../csl/item';
import { RICH_TEXT } from '../csl/plainText';
import { newDraft } from '../draft';
import type { Entry } from '../entry';
import type { LibraryFormat } from '../format';
import { itemAt, ListReader } from './listReader';
import { scanObject } from './scanObject';

export const cslJson: LibraryFormat = {
  name: 'csl-json',
  readSection(text, from, size, cut) {
    const draft = newDraft();
    const end = new ListReader(text, from, draft).read(from + size);
    draft.text = cut(from, end);
    return { section: draft, end };
  },
  close: (entry) => entry,
  fields: (entry) =>
    membersOf(entry).map(({ nameSpan, valueSpan }) => ({
      name: entry.section.text.slice(nameSpan.start, nameSpan.end).toLowerCase(),
      nameSpan,
      valueSpan,
    })),
  details: ({ section, start, end }) =>
    detailsOf(itemAt(section.text, start, end) ?? {}, RICH_TEXT),
};

function membersOf({ section, start }: Entry) {
  const scanned = scanObject(section.text, start);
  return scanned.isWhole ? scanned.members : [];
}

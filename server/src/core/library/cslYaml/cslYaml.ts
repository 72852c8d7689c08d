// Owns libraries in CSL-YAML: a list of references in a file or in a note's front matter.
import { detailsOf, factsOf, keyFieldOf } from '../csl/item';
import { MARKDOWN } from '../csl/plainText';
import { newDraft, type SectionDraft } from '../draft';
import type { EntryDetails, Section } from '../entry';
import type { LibraryFormat } from '../format';
import { shift, type Span } from '../../text/span';
import { cutItems } from './itemLines';
import { readMappings, type YamlMapping } from './mappings';

const NO_KEY = 'This entry has no "id", so that nothing can cite it. It is left out.';

export const cslYaml: LibraryFormat = {
  name: 'csl-yaml',
  readSection(text, from, size, cut) {
    const { items, end, faults } = cutItems(text, from, from + size, isItem);
    const draft = newDraft();
    draft.text = cut(from, end);
    for (const { at, message } of faults) report(draft, at - from, message);
    for (const item of items) readItem(draft, shift(item, -from));
    return { section: draft, end };
  },
  close: (entry) => entry,
  fields: (entry) =>
    (mappingOf(entry)?.members ?? []).map(({ name, nameSpan, valueSpan }) => ({
      name: name.toLowerCase(),
      nameSpan: shift(nameSpan, entry.start),
      valueSpan: shift(valueSpan, entry.start),
    })),
  details: (entry): EntryDetails => detailsOf(mappingOf(entry)?.item ?? {}, MARKDOWN),
};

/** The entries that a note lists itself, with spans in its front matter; undefined where it lists none. */
export function inlineReferences(frontMatter: string): Section | undefined {
  if (!/^["']?references["']?[ \t]*:/m.test(frontMatter)) return undefined;
  const own = (start: number, end: number) => frontMatter.slice(start, end);
  return cslYaml.readSection(frontMatter, 0, frontMatter.length, own).section;
}

function isItem(text: string): boolean {
  return readMappings(text).mappings.some(({ item }) => keyFieldOf(item) !== undefined);
}

function mappingOf(entry: Span & { readonly section: Section }): YamlMapping | undefined {
  const { mappings } = readMappings(entry.section.text.slice(entry.start, entry.end));
  return mappings[0];
}

function readItem(draft: SectionDraft, { start, end }: Span): void {
  const { mappings, faults } = readMappings(draft.text.slice(start, end));
  for (const { at, message } of faults) report(draft, start + at, message);
  for (const mapping of mappings) {
    const keyField = keyFieldOf(mapping.item);
    const member = mapping.members.filter(({ name }) => name === keyField).at(-1);
    if (!member) {
      report(draft, start + mapping.start, NO_KEY);
      continue;
    }
    const quote = member.isQuoted ? 1 : 0;
    draft.entries.push({
      section: draft,
      // In a list with dashes, the item is all of its lines.
      start: draft.text[start] === '[' ? start + mapping.start : start,
      end: draft.text[start] === '[' ? start + mapping.end : end,
      keySpan: {
        start: start + member.valueSpan.start + quote,
        end: start + member.valueSpan.end - quote,
      },
      ...factsOf(mapping.item, MARKDOWN),
    });
  }
}

function report(draft: SectionDraft, at: number, message: string): void {
  const start = Math.max(0, Math.min(at, draft.text.length - 1));
  draft.problems.push({ code: 'syntax', start, end: start + 1, message });
}

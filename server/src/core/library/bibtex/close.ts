// Owns an entry with what it takes from strings and other entries, and what it takes in vain.
import type { Span } from '../../text/span';
import type { Entry, EntryProblem, NamedString, Section, Unclosed } from '../entry';
import type { Surroundings } from '../format';
import { fieldsOf, textIn, type Source } from './fields';
import { inherit, type Failure } from './inherit';
import type { ScannedField } from './item';
import { FOUND_BY, recordOf } from './record';
import { scanItem } from './scanItem';
import { StringTexts } from './strings';
import { piecesOf, type StringText } from './value';

/** What it says is as much as can be known; it stays open where something is missing. */
export function closeEntry(entry: Entry, surroundings: Surroundings): Entry {
  const { sources, failed } = inherit(entry, surroundings);
  const strings = new StringTexts(surroundings.string);
  const found = FOUND_BY.flatMap((name) => sources.get(name) ?? []);
  const isOpen = failed.length > 0 || found.some((source) => namesUnknown(source, strings.of));
  return { ...entry, ...recordOf(textIn(sources, strings.of)), isOpen };
}

/** What the entry names and what is not there, once the whole library is known. */
export function unclosed(entry: Entry, surroundings: Surroundings): EntryProblem[] {
  const { text } = entry.section;
  const strings = new StringTexts(surroundings.string);
  return [
    ...fieldsOf(entry).flatMap(({ valueSpan }) => undefinedIn(text, valueSpan, strings.of)),
    ...inherit(entry, surroundings).failed.map(({ failure, key, start, end }): EntryProblem => ({
      code: 'undefinedParent',
      message: MESSAGES[failure](key),
      start,
      end,
    })),
  ];
}

const MESSAGES: Readonly<Record<Failure, (key: string) => string>> = {
  unknown: (key) => `No entry of this library has the key "${key}".`,
  cycle: (key) => `"${key}" takes its values from this entry: it has none to give.`,
  tooLong: (key) => `"${key}" is too long, or too far away, to take values from.`,
};

/** What the strings of a library name and what is not there. A circle is told once, at its first string. */
export function unclosedStrings(sections: readonly Section[]): Unclosed[] {
  const byName = new Map<string, NamedString>();
  for (const { strings } of sections)
    for (const string of strings) byName.set(string.name.toLowerCase(), string);
  const texts = new StringTexts((name) => byName.get(name));
  return sections.flatMap((section) => {
    const starts = new Set(section.strings.map(({ start }) => start));
    const fields = [...starts].flatMap((start) => scanItem(section.text, start).fields);
    return fields
      .flatMap((field) => unclosedString(section.text, field, texts))
      .map((problem) => ({ section, problem }));
  });
}

function unclosedString(text: string, field: ScannedField, texts: StringTexts): EntryProblem[] {
  const { nameStart: start, nameEnd: end, valueStart, valueEnd } = field;
  const name = text.slice(start, end);
  texts.of(name.toLowerCase());
  if (!texts.cyclic.has(name.toLowerCase())) {
    return undefinedIn(text, { start: valueStart, end: valueEnd }, texts.of);
  }
  const message = `The string "${name}" is made of itself.`;
  return [{ code: 'undefinedString', message, start, end }];
}

function undefinedIn(text: string, value: Span, string: StringText): EntryProblem[] {
  return piecesOf(text, value).flatMap(({ start, end, isName }): EntryProblem[] => {
    const name = text.slice(start, end);
    if (!isName || string(name.toLowerCase()) !== undefined) return [];
    const message = `No string of this library has the name "${name}".`;
    return [{ code: 'undefinedString', message, start, end }];
  });
}

function namesUnknown({ text, field }: Source, string: StringText): boolean {
  const { isPlain, valueStart, valueEnd } = field;
  const value = { start: valueStart, end: valueEnd };
  return !isPlain && undefinedIn(text, value, string).length > 0;
}

// Owns what a card shows of an entry, read when it is shown.
import type { Entry, EntryDetails } from '../entry';
import type { Surroundings } from '../format';
import { textIn } from './fields';
import { inherit } from './inherit';
import { authorsOf } from './names';
import { recordOf, titleOf } from './record';
import { StringTexts } from './strings';
import { decodeTex, decodeVerbatim } from './tex';
import type { FieldText } from './value';

/** Values that are no prose. */
const VERBATIM = new Set(['doi', 'url', 'eprint', 'file', 'crossref', 'xref', 'xdata', 'ids']);
const URL_IN_TEXT = /\\url\s*\{([^{}]*)\}/;

export function detailsOf(entry: Entry, surroundings: Surroundings): EntryDetails {
  const raw = rawText(entry, surroundings);
  const text = (...names: readonly string[]) => firstText(raw, names);
  const [, url] = URL_IN_TEXT.exec(raw('howpublished') ?? raw('note') ?? '') ?? [];
  return {
    title: titleOf(raw),
    authors: authorsOf(raw('author') ?? ''),
    editors: authorsOf(raw('editor') ?? ''),
    year: recordOf(raw).year,
    container: containerOf(text),
    publisher: text('publisher', 'institution', 'school', 'organization'),
    volume: text('volume'),
    pages: text('pages'),
    url: text('url') ?? url,
    abstract: text('abstract'),
    keywords: (text('keywords') ?? '')
      .split(/[,;]/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  };
}

/** With its subtitle. BibTeX's `journal` has none. */
function containerOf(text: (...names: readonly string[]) => string | undefined) {
  for (const name of ['journal', 'book', 'main']) {
    const title = text(`${name}title`, ...(name === 'journal' ? [name] : []));
    if (title === undefined) continue;
    const subtitle = text(`${name}subtitle`);
    return subtitle === undefined ? title : `${title}: ${subtitle}`;
  }
  return undefined;
}

/** One field as plain text, taken from elsewhere if need be; `name` is in lower case. */
export function valueText(
  entry: Entry,
  name: string,
  surroundings: Surroundings,
): string | undefined {
  return firstText(rawText(entry, surroundings), [name]);
}

function rawText(entry: Entry, surroundings: Surroundings): FieldText {
  const { sources } = inherit(entry, surroundings);
  return textIn(sources, new StringTexts(surroundings.string).of);
}

function firstText(raw: FieldText, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = raw(name);
    if (value === undefined) continue;
    const text = VERBATIM.has(name) ? decodeVerbatim(value) : decodeTex(value);
    if (text !== '') return text;
  }
  return undefined;
}

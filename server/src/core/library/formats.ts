// Owns which format a library file is in.
import { bibtex } from './bibtex/bibtex';
import { cslJson } from './cslJson/cslJson';
import { cslYaml } from './cslYaml/cslYaml';
import type { LibraryFormat } from './format';
import { ris } from './ris/ris';

const EMPTY_LIST = /^\s*\[\s*\]\s*$/;
const JSON_OPENING = /^\s*[[{]/;
const REFERENCES = /^["']?references["']?[ \t]*:/m;

/**
 * By the path's ending, and for JSON and YAML also by what is inside: undefined where that is no library. Linear; of
 * a library, only the first entry is read.
 */
export function formatOf(path: string, text: string): LibraryFormat | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (ending === 'bib' || ending === 'bibtex') return bibtex;
  if (ending === 'ris') return ris;
  if (ending === 'json') return isCslJson(text) ? cslJson : undefined;
  if (ending !== 'yaml' && ending !== 'yml') return undefined;
  // All JSON is YAML.
  if (JSON_OPENING.test(text)) return isCslJson(text) ? cslJson : undefined;
  return REFERENCES.test(text) || hasEntries(cslYaml, text) ? cslYaml : undefined;
}

function isCslJson(text: string): boolean {
  return EMPTY_LIST.test(text) || hasEntries(cslJson, text);
}

/** Other lists have an `id`, too, but no title and no type of CSL. */
function hasEntries(format: LibraryFormat, text: string): boolean {
  const cut = (start: number, end: number) => text.slice(start, end);
  const { section } = format.readSection(text, 0, 1, cut);
  return section.entries.some(({ type, title }) => type !== '' || title !== '');
}

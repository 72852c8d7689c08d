// Owns what can be wrong in a library file: broken entries, doubles, gaps, and what no note cites.
import type { CitedKeys } from '../../index/citationIndex';
import type { Entry, EntryProblem } from '../../library/entry';
import type { Library } from '../../library/library';
import { EVERYTHING } from '../../syntax/citationKey';
import type { IdentityIndex } from '../../index/identityIndex';
import type { Diagnostic, DiagnosticCode } from './diagnostic';
import { unsuppressedInLibrary } from './suppression';

const CODES: Readonly<Record<EntryProblem['code'], DiagnosticCode>> = {
  syntax: 'library-syntax',
  encoding: 'library-syntax',
  undefinedString: 'undefined-name',
  undefinedParent: 'undefined-name',
};

/** Types of works that BibTeX and BibLaTeX take without author. */
const WITHOUT_AUTHOR = new Set(['booklet', 'manual', 'mvproceedings', 'periodical', 'proceedings']);

/** Linear in the file. Without `cited`, nothing is called unused. */
export function libraryDiagnostics(
  library: Library,
  identities: IdentityIndex,
  cited: CitedKeys | undefined,
): readonly Diagnostic[] {
  const found = [
    ...ofSections(library),
    ...undefinedNames(library),
    ...doubleKeys(library),
    ...doubleWorks(library, identities),
    ...library.entries.flatMap((entry) => incomplete(library, entry)),
    ...(cited && !cited.isCited(EVERYTHING)
      ? library.entries.flatMap((entry) => unused(library, entry, cited))
      : []),
  ];
  return [...unsuppressedInLibrary(library, found)].sort((a, b) => a.start - b.start);
}

function ofSections(library: Library): Diagnostic[] {
  return library.sections.flatMap(({ section }) =>
    section.problems.map(({ code, message, start, end }) => ({
      code: CODES[code],
      message,
      ...library.spanIn(section, { start, end }),
    })),
  );
}

/** Strings and parents that no part of the file defines. */
function undefinedNames(library: Library): Diagnostic[] {
  return library.unclosed().map(({ section, problem }) => ({
    code: CODES[problem.code],
    message: problem.message,
    ...library.spanIn(section, problem),
  }));
}

/** At the second and later ones: the first is the one that counts. */
function doubleKeys(library: Library): Diagnostic[] {
  const first = new Map<string, Entry>();
  const found: Diagnostic[] = [];
  for (const entry of library.entries) {
    const known = first.get(entry.key);
    if (known) {
      const message = `The key "${entry.key}" is taken by an entry above: this one is never cited.`;
      const other = { ...keySpan(library, known), message: 'The first entry with this key.' };
      found.push({
        code: 'duplicate-key',
        message,
        key: entry.key,
        related: [other],
        ...keySpan(library, entry),
      });
    } else first.set(entry.key, entry);
  }
  return found;
}

function doubleWorks(library: Library, identities: IdentityIndex): Diagnostic[] {
  const told = new Set<Entry>();
  return identities.duplicates().flatMap(([first, ...others]) =>
    others.flatMap((entry): Diagnostic[] => {
      if (!first || entry.key === first.key || told.has(entry)) return [];
      told.add(entry);
      const message = `The same work as "${first.key}": notes may cite it by either key.`;
      const other = { ...keySpan(library, first), message: 'The first entry of this work.' };
      const span = keySpan(library, entry);
      return [{ code: 'duplicate-work', message, key: entry.key, related: [other], ...span }];
    }),
  );
}

function incomplete(library: Library, entry: Entry): Diagnostic[] {
  // Only carries values for others.
  if (entry.type === 'xdata') return [];
  const missing = [
    ...(entry.title === '' ? ['title'] : []),
    ...(entry.authors.length === 0 && !WITHOUT_AUTHOR.has(entry.type) ? ['author'] : []),
    ...(entry.year === undefined ? ['year'] : []),
  ];
  if (missing.length === 0) return [];
  const message = `"${entry.key}" has no ${missing.join(' and no ')}.`;
  return [{ code: 'incomplete-entry', message, key: entry.key, ...keySpan(library, entry) }];
}

function unused(library: Library, entry: Entry, cited: CitedKeys): Diagnostic[] {
  if ([entry.key, ...entry.aliases].some((key) => cited.isCited(key))) return [];
  const message = `No note of the workspace cites "${entry.key}".`;
  const span = keySpan(library, entry);
  return [{ code: 'unused-entry', message, key: entry.key, isUnnecessary: true, ...span }];
}

function keySpan(library: Library, entry: Entry) {
  return library.spanIn(entry.section, entry.keySpan);
}

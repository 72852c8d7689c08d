// Owns what is checked of a card or a snippet against everything else that is loaded.
import { asRecord } from './fieldReader';
import { parseFrontMatter } from './frontMatterFile';
import type { Method } from './method';
import type { Paper } from './paper';
import type { Problem } from './problem';
import type { LoadedFile } from './corpus';
import type { Register } from './register';

export interface CrossCheck {
  readonly problems: readonly Problem[];
  /** No faults: the record stands in the place of a shipped one, as its author wants. */
  readonly replacements: readonly Problem[];
}

/** Linear in the card; its front matter is read again only if there is something to tell. */
export function checkCard({ file, record }: LoadedFile<Paper>, register: Register): CrossCheck {
  const tell = teller(file.path, file.text, '');
  const { subthemes } = register;
  const themes = subthemes ? record.themes.filter((id) => !subthemes.has(id)) : [];
  const related = record.related.filter(({ key }) => !register.hasPaper(key));
  const standing = register.rivals('paper', record.key, file.path);
  return {
    problems: [
      ...themes.map((id) => tell('themes', `themes: "${id}" is not a subtheme.`)),
      ...related.map(({ key }) =>
        tell('related', `related: "${key}" is the key of no paper here.`, (item) => {
          return asRecord(item)?.key === key;
        }),
      ),
      ...leftOut('key', record.key, 'paper', standing.before, file.path).map((message) =>
        tell('key', message),
      ),
    ],
    replacements: replaced('key', record.key, 'paper', standing).map((message) =>
      tell('key', message),
    ),
  };
}

export function checkMethod({ file, record }: LoadedFile<Method>, register: Register): CrossCheck {
  const tell = teller(file.path, file.text, '# ');
  const standing = register.rivals('method', record.id, file.path);
  const isKnown = register.hasPaper(record.paper);
  return {
    problems: [
      ...(isKnown ? [] : [tell('paper', `paper: "${record.paper}" is the key of no paper here.`)]),
      ...leftOut('id', record.id, 'method', standing.before, file.path).map((message) =>
        tell('id', message),
      ),
    ],
    replacements: replaced('id', record.id, 'method', standing).map((message) =>
      tell('id', message),
    ),
  };
}

type Standing = ReturnType<Register['rivals']>;
type Kind = 'paper' | 'method';

function leftOut(
  field: string,
  key: string,
  kind: Kind,
  [first]: Standing['before'],
  file: string,
): string[] {
  if (!first) return [];
  const isNear = first.file === undefined || folderOf(first.file) === folderOf(file);
  const where = isNear
    ? `another ${kind};`
    : `a ${kind} in ${first.file}, whose folder stands first;`;
  return [`${field}: "${key}" is already the ${field} of ${where} this one is left out.`];
}

/** Only where this one stands. */
function replaced(field: string, key: string, kind: Kind, { before, behind }: Standing): string[] {
  if (before.length > 0 || !behind.some(({ file }) => file === undefined)) return [];
  return [
    `${field}: "${key}" is also the ${field} of a shipped ${kind}. This one replaces it, as a workspace's own corpus stands before what ships.`,
  ];
}

function folderOf(path: string): string {
  return path.replace(/[^\\/]*$/, '');
}

/** Makes problems at the line of a field, or of the item in it that is meant. */
function teller(file: string, text: string, prefix: string) {
  return (field: string, message: string, isMeant?: (item: unknown) => boolean): Problem => {
    const front = parseFrontMatter(file, text, prefix).value;
    const items = front?.fields[field];
    const item = isMeant && Array.isArray(items) ? items.findIndex(isMeant) : -1;
    const line = item < 0 ? front?.lineOf(field) : front?.lineOf(field, item);
    return { file, line: line ?? 1, message };
  };
}

// Owns under which name an entry takes a field from the one that its `crossref` names, as BibLaTeX has it.

const WHOLES = new Set(['book', 'collection', 'proceedings', 'reference']);
const PARTS = new Set([
  'inbook', 'bookinbook', 'suppbook', 'incollection', 'suppcollection', 'inproceedings', 'conference',
  'inreference',
]); // prettier-ignore
const TITLES = new Set(['title', 'subtitle', 'titleaddon']);
/** They are about the other entry alone. BibLaTeX passes on its identifiers, too, but these name another work. */
const KEPT = new Set([
  'ids', 'crossref', 'xref', 'xdata', 'entryset', 'entrysubtype', 'execute', 'label', 'options', 'presort',
  'related', 'relatedoptions', 'relatedstring', 'relatedtype', 'shorthand', 'shorthandintro', 'sortkey', 'doi',
  'eprint', 'eprinttype', 'eprintclass', 'archiveprefix', 'primaryclass', 'abstract', 'file', 'keywords',
]); // prettier-ignore

/** Two names for one thing: the entry's own word stands, whichever it has. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['date', 'year'],
  ['year', 'date'],
  ['journal', 'journaltitle'],
  ['journaltitle', 'journal'],
  ['subtitle', 'title'],
  ['titleaddon', 'title'],
]);

/** Which field stands for the same, so that an entry that has it does not take `name`. */
export function sameAs(name: string): string | undefined {
  return SAME.get(name);
}

/** The name in an entry of the type `child` for the field `name` of the type `parent`; undefined if it is kept. */
export function inheritedName(name: string, parent: string, child: string): string | undefined {
  if (KEPT.has(name)) return undefined;
  return TITLES.has(name) ? `${titlePrefix(parent, child)}${name}` : name;
}

function titlePrefix(parent: string, child: string): string {
  if (parent.startsWith('mv') && (WHOLES.has(child) || PARTS.has(child))) return 'main';
  if (WHOLES.has(parent) && PARTS.has(child)) return 'book';
  if (parent === 'periodical' && (child === 'article' || child === 'suppperiodical'))
    return 'journal';
  return '';
}

// Owns a paper as a BibTeX entry.
import type { Author, Paper } from '../corpus/paper';
import { styleOf } from '../library/bibtex/style';
import { writeEntry, type NewEntry } from '../library/bibtex/writeEntry';

const ENTRY_TYPES = {
  article: 'article',
  inproceedings: 'inproceedings',
  preprint: 'misc',
} as const;
const CONTAINERS = {
  article: 'journal',
  inproceedings: 'booktitle',
  preprint: 'howpublished',
} as const;

/** BibTeX counts braces even behind a backslash, so they are spelled out like the others. */
const SPELLED: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** TeX's special characters as text. The entry is UTF-8 otherwise, as biber and pandoc read it. */
function escapeTex(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\{}~^&%#_$]/g, (sign) => SPELLED[sign] ?? `\\${sign}`);
}

/** A title with its maths: mere letters of it as text, formulas as they are. */
function escapeTitle(title: string): string {
  const parts = title.split(/\$([^$]+)\$/);
  const isFormula = (maths: string) => /[\\^_{}]/.test(maths);
  return parts
    .map((part, i) => (i % 2 === 1 && isFormula(part) ? `$${part}$` : escapeTex(part)))
    .join('');
}

type Doubtful = 'venue' | 'doi' | 'arxiv' | 'category';

/** An entry that pandoc and biber read, in the style of a library's text or in our own. */
export function bibtexOf(paper: Paper, key = paper.key, libraryText = ''): string {
  const lineEnd = libraryText.includes('\r\n') ? '\r\n' : '\n';
  return writeEntry({ ...entryOfPaper(paper), key }, styleOf(libraryText)) + lineEnd;
}

/** Facts that no public record confirmed are left out. */
function entryOfPaper(paper: Paper): Omit<NewEntry, 'key'> {
  const known = (field: Doubtful) => (paper.unconfirmed.includes(field) ? undefined : paper[field]);
  const [venue, arxiv] = [known('venue'), known('arxiv')];
  const fields: [name: string, value: string | undefined][] = [
    ['title', `{${escapeTitle(paper.title)}}`],
    ['author', paper.authors.map(authorName).join(' and ')],
    ['year', String(paper.year)],
    [CONTAINERS[paper.kind], venue && escapeTex(venue)],
    // Taken letter by letter by its readers; only a brace would break the entry.
    ['doi', known('doi')?.replace(/[{}]/g, (brace) => encodeURIComponent(brace))],
    ['eprint', arxiv],
    ['archiveprefix', arxiv && 'arXiv'],
    ['primaryclass', arxiv && known('category')],
  ];
  return {
    type: ENTRY_TYPES[paper.kind],
    fields: fields.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
  };
}

/** `Family, Given`. What BibTeX would take apart stands in braces: a group's name, a comma, an `and`. */
function authorName({ given, family }: Author): string {
  const whole = (name: string) =>
    /,|\band\b/i.test(name) ? `{${escapeTex(name)}}` : escapeTex(name);
  return given ? `${whole(family)}, ${whole(given)}` : `{${escapeTex(family)}}`;
}

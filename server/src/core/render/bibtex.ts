// Owns a paper as a BibTeX entry.
import type { Author, Paper } from '../corpus/paper';

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

/** An entry that pandoc and biber read. Facts that no public record confirmed are left out. */
export function bibtexOf(paper: Paper): string {
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
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}},`] : []));
  return [`@${ENTRY_TYPES[paper.kind]}{${paper.key},`, ...lines, '}', ''].join('\n');
}

/** `Family, Given`. What BibTeX would take apart stands in braces: a group's name, a comma, an `and`. */
function authorName({ given, family }: Author): string {
  const whole = (name: string) =>
    /,|\band\b/i.test(name) ? `{${escapeTex(name)}}` : escapeTex(name);
  return given ? `${whole(family)}, ${whole(given)}` : `{${escapeTex(family)}}`;
}

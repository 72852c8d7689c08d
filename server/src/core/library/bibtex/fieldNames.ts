// Owns which fields an entry of a type should have, and which it may have (BibLaTeX manual, section 2).

const COMMON =
  `title author year date doi url abstract keywords note editor publisher volume number pages month journal
booktitle series edition address eprint archiveprefix primaryclass eprinttype eprintclass isbn issn language
crossref xdata ids file subtitle journaltitle location institution school organization chapter howpublished
annotation translator urldate type`.split(/\s+/);

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  article: ['author', 'title', 'journal', 'year'],
  book: ['author', 'title', 'publisher', 'year'],
  inbook: ['author', 'title', 'booktitle', 'publisher', 'year'],
  incollection: ['author', 'title', 'booktitle', 'publisher', 'year'],
  inproceedings: ['author', 'title', 'booktitle', 'year'],
  conference: ['author', 'title', 'booktitle', 'year'],
  mastersthesis: ['author', 'title', 'school', 'year'],
  phdthesis: ['author', 'title', 'school', 'year'],
  thesis: ['author', 'title', 'type', 'institution', 'date'],
  techreport: ['author', 'title', 'institution', 'year'],
  report: ['author', 'title', 'type', 'institution', 'date'],
  online: ['author', 'title', 'url', 'date'],
  misc: ['author', 'title', 'year'],
  proceedings: ['title', 'editor', 'year'],
};

/** Names of fields, those that the type is expected to have first. */
export function fieldNamesFor(type: string): readonly string[] {
  return [...new Set([...(EXPECTED[type] ?? []), ...COMMON])];
}

/** Those that it should have; of a type that nothing is known of, those that every work has. */
export function expectedFields(type: string): readonly string[] {
  return EXPECTED[type] ?? ['author', 'title', 'year'];
}

export function isExpected(type: string, field: string): boolean {
  return EXPECTED[type]?.includes(field) ?? false;
}

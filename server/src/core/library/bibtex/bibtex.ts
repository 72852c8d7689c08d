// Owns BibTeX and BibLaTeX as a format of libraries.
import type { LibraryFormat } from '../format';
import { closeEntry, unclosed, unclosedStrings } from './close';
import { detailsOf } from './details';
import { fieldsOf } from './fields';
import { readSection } from './section';
import { expandStrings } from './strings';

export const bibtex: LibraryFormat = {
  name: 'bibtex',
  readSection,
  strings: expandStrings,
  close: closeEntry,
  unclosed,
  unclosedStrings,
  fields: fieldsOf,
  details: detailsOf,
};

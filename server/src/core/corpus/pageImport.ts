// Owns the reading of a page of papers, copied from a web site: a line of title, a line of abstract, and so on.
import { fold } from '../text/fold';
import type { Parsed, Problem } from './problem';

export interface PageRecord {
  readonly title: string;
  readonly abstract: string;
  /** One-based line of the title. */
  readonly line: number;
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** Lines of the site itself, between or before its papers. */
const FURNITURE = /^Get trending papers in your email inbox(?: once a day)?!$/;
/** The label of a button that a copy glues to the title behind it. */
const GLUED_BUTTON = /^Subscribe(?=[\p{Lu}\p{N}])/u;
/** No title is longer. A shorter line that closes with a full stop is an abstract, too: titles do not. */
const LONGEST_TITLE = 250;

/** The papers of a page. What cannot be read is told and left out; the rest is read on. Never throws. */
export function importPage(file: string, text: string): Parsed<PageRecord[]> {
  const records: PageRecord[] = [];
  const problems: Problem[] = [];
  const tell = (line: number, message: string) => problems.push({ file, line, message });
  const lines = contentOf(text);
  const lineOfTitle = new Map<string, number>();
  for (let i = 0; i < lines.length; i++) {
    const [title, abstract] = [lines[i], lines[i + 1]];
    if (!title) break;
    if (title.text === '') {
      // A blank line parts papers; before an abstract it stands where a title should.
      if (!abstract || !isAbstract(abstract.text)) continue;
      tell(title.number, 'The title is empty.');
      i++;
    } else if (isAbstract(title.text)) {
      tell(title.number, `An abstract stands where a title should: ${start(title.text)}`);
    } else if (!abstract) {
      tell(title.number, `The page ends behind a title: ${start(title.text)}`);
    } else if (!isAbstract(abstract.text)) {
      tell(title.number, `No abstract follows the title: ${start(title.text)}`);
    } else {
      i++;
      const known = lineOfTitle.get(fold(title.text));
      if (known !== undefined) {
        tell(title.number, `The title stands on line ${known} already: ${start(title.text)}`);
        continue;
      }
      lineOfTitle.set(fold(title.text), title.number);
      records.push({ title: title.text, abstract: abstract.text, line: title.number });
    }
  }
  return { value: records, problems };
}

/** The lines without the site's own, without the button, and without blank lines at the end. */
function contentOf(text: string): Line[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map((line, i) => ({ text: line.trim().replace(GLUED_BUTTON, ''), number: i + 1 }));
  return lines.filter((line) => !FURNITURE.test(line.text));
}

function isAbstract(text: string): boolean {
  return text.length > LONGEST_TITLE || text.endsWith('.');
}

function start(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`;
}

// Owns the two-level tree of themes and its file format.
import { LineCounter, parseDocument } from 'yaml';
import { asRecord, describe } from './fieldReader';
import type { Parsed, Problem } from './problem';

export interface Subtheme {
  readonly id: string;
  readonly label: string;
  /** A sentence that says what belongs here. */
  readonly about: string;
}

export interface Theme extends Subtheme {
  readonly children: readonly Subtheme[];
}

/** Reads `themes.yaml`. A theme that cannot be read is reported and left out. Never throws. */
export function parseThemes(file: string, text: string): Parsed<readonly Theme[]> {
  const counter = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const problems: Problem[] = yaml.errors.map((error) => ({
    file,
    line: counter.linePos(error.pos[0]).line,
    message: error.message,
  }));
  if (problems.length > 0) return { value: [], problems };
  const items: unknown = yaml.toJS();
  if (!Array.isArray(items))
    return {
      value: [],
      problems: [{ file, line: 1, message: 'The file must be a list of themes.' }],
    };
  const seen = new Set<string>();
  const read = (item: unknown): Subtheme | undefined => {
    const fields = asRecord(item);
    const { id, label, about } = fields ?? {};
    if (
      typeof id === 'string' &&
      typeof label === 'string' &&
      typeof about === 'string' &&
      !seen.has(id)
    ) {
      seen.add(id);
      return { id, label, about };
    }
    const reason =
      typeof id === 'string' && seen.has(id)
        ? `the id "${id}" is taken`
        : 'it needs the texts id, label and about';
    problems.push({
      file,
      line: 1,
      message: `A theme cannot be read, ${reason}: ${describe(item)}`,
    });
    return undefined;
  };
  const themes = items.flatMap((item: unknown) => {
    const theme = read(item);
    const children = asRecord(item)?.children;
    return theme
      ? [
          {
            ...theme,
            children: Array.isArray(children) ? children.flatMap((child) => read(child) ?? []) : [],
          },
        ]
      : [];
  });
  return { value: themes, problems };
}

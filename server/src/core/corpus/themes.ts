// Owns the two-level tree of themes and its file format.
import { asRecord, describe } from './fieldReader';
import type { Parsed, Problem } from './problem';
import { readYaml } from './yamlText';

type Path = readonly (string | number)[];

export interface Subtheme {
  readonly id: string;
  readonly label: string;
  /** A sentence that says what belongs here. */
  readonly about: string;
}

export interface Theme extends Subtheme {
  readonly children: readonly Subtheme[];
}

/** The fields of a theme, and what they mean. */
export const THEME_FIELDS: Readonly<Record<'id' | 'label' | 'about' | 'children', string>> = {
  id: 'By this, cards name the theme. It stands in the file once.',
  label: 'What the tree shows.',
  about: 'A sentence that says what belongs here.',
  children: 'The subthemes, which cards name; they have no children of their own.',
};

/** Reads `themes.yaml`. A theme that cannot be read is reported and left out. Never throws. */
export function parseThemes(file: string, text: string): Parsed<readonly Theme[]> {
  const yaml = readYaml(file, text, 1);
  if (!yaml.value) return { value: [], problems: yaml.problems };
  const { value: items, lineOf } = yaml.value;
  const problems: Problem[] = [];
  const tell = (path: Path, message: string) =>
    problems.push({ file, line: lineOf(path) ?? 1, message });
  if (!Array.isArray(items)) {
    tell([], 'The file must be a list of themes.');
    return { value: [], problems };
  }
  const seen = new Set<string>();
  const read = (item: unknown, path: Path): Subtheme | undefined => {
    const { id, label, about } = asRecord(item) ?? {};
    if (typeof id !== 'string' || typeof label !== 'string' || typeof about !== 'string') {
      tell(path, `A theme needs the texts id, label and about: ${describe(item)}`);
    } else if (seen.has(id)) {
      tell(path, `The id "${id}" is taken; this theme is left out.`);
    } else {
      seen.add(id);
      return { id, label, about };
    }
    return undefined;
  };
  const themes = items.flatMap((item: unknown, i) => {
    const theme = read(item, [i]);
    const children = asRecord(item)?.children ?? [];
    if (!Array.isArray(children)) tell([i, 'children'], 'The children must be a list of themes.');
    const listed: readonly unknown[] = Array.isArray(children) ? children : [];
    const subthemes = listed.flatMap((child, j) => read(child, [i, 'children', j]) ?? []);
    return theme ? [{ ...theme, children: subthemes }] : [];
  });
  return { value: themes, problems };
}

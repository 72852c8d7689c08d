// Owns the file of words: for each paper the words of its abstract in alphabetical order, one line a paper.
import { asRecord, describe } from './fieldReader';
import type { Parsed, Problem } from './problem';
import { readYaml } from './yamlText';

/** Words are facts, sentences are not: the order in which the abstract has them is nowhere. */
export interface AbstractWords {
  readonly key: string;
  readonly words: readonly string[];
  /** One-based. */
  readonly line: number;
}

/** Reads `words.yaml`. A line that cannot be read is reported and left out. Never throws. */
export function parseAbstractWords(file: string, text: string): Parsed<readonly AbstractWords[]> {
  const yaml = readYaml(file, text, 1);
  if (!yaml.value) return { value: [], problems: yaml.problems };
  const { value, lineOf } = yaml.value;
  const byKey = value === null ? {} : asRecord(value);
  if (!byKey) {
    const message = 'The file must have a line `key: words` for each paper.';
    return { value: [], problems: [{ file, line: 1, message }] };
  }
  const problems: Problem[] = [];
  const read = Object.entries(byKey).flatMap(([key, words]) => {
    const line = lineOf([key]) ?? 1;
    if (typeof words === 'string') return [{ key, words: words.split(/\s+/), line }];
    const message = `The words of "${key}" must be a text, not ${describe(words)}.`;
    problems.push({ file, line, message });
    return [];
  });
  return { value: read, problems };
}

/** The file that `parseAbstractWords` reads, sorted by key and word. */
export function writeAbstractWords(
  papers: Iterable<readonly [key: string, words: Iterable<string>]>,
): string {
  const lines = [...papers].map(
    ([key, words]) => `${key}: ${[...new Set(words)].sort().join(' ')}\n`,
  );
  return lines.sort().join('');
}

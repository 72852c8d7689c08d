// Owns files that open with YAML between two marker lines: paper cards (`---`) and snippet headers (`# ---`).
import type { Parsed } from './problem';
import { readYaml } from './yamlText';

export interface FrontMatter {
  /** A mapping, empty where the file has none. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What follows the closing marker line. */
  readonly body: string;
  /** One-based line of the body's first line, or of the closing marker where nothing follows it. */
  readonly bodyLine: number;
  /** One-based line of a field's value or of one of its items, the opening marker's line for a field that is absent. */
  readonly lineOf: (field: string, item?: number) => number;
}

const MARKER = '---';

/** Splits `text` at its markers and reads the YAML; every line of it may carry `prefix` (`# `). Never throws. */
export function parseFrontMatter(
  file: string,
  text: string,
  prefix = '',
): Parsed<FrontMatter | undefined> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const marker = prefix + MARKER;
  const failed = (line: number, message: string) => ({
    value: undefined,
    problems: [{ file, line, message }],
  });
  if (lines[0]?.trimEnd() !== marker)
    return failed(1, `The file must open with a line "${marker}".`);
  const close = lines.findIndex((line, i) => i > 0 && line.trimEnd() === marker);
  if (close < 0) return failed(1, `The front matter is not closed by a line "${marker}".`);
  const inner = lines
    .slice(1, close)
    .map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : line));
  // The marker line precedes the YAML.
  const yaml = readYaml(file, inner.join('\n'), 2);
  if (!yaml.value) return { value: undefined, problems: yaml.problems };
  const { value: fields, lineOf } = yaml.value;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return failed(2, 'The front matter must be a list of "field: value" lines.');
  }
  const body = lines.slice(close + 1).join('\n');
  return {
    value: {
      fields: { ...fields },
      body,
      bodyLine: Math.min(close + 2, lines.length),
      lineOf: (field, item) => lineOf(item === undefined ? [field] : [field, item]) ?? 1,
    },
    problems: [],
  };
}

const OPEN = /^\uFEFF?---[ \t]*\r?\n/;
const CLOSE = /^---[ \t]*\r?$/m;

/** Offsets of the YAML in a file that is being written: without its closing line it goes on to the end. */
export function frontMatterSpan(text: string): { start: number; end: number } | undefined {
  const start = OPEN.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const length = text.slice(start).search(CLOSE);
  return { start, end: length < 0 ? text.length : start + length };
}

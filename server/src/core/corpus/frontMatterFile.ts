// Owns files that open with YAML between two marker lines: paper cards (`---`) and snippet headers (`# ---`).
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { Parsed, Problem } from './problem';

export interface FrontMatter {
  /** A mapping, empty where the file has none. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What follows the closing marker line. */
  readonly body: string;
  /** One-based line of the body's first line. */
  readonly bodyLine: number;
  /** One-based line of a field's value, the opening marker's line for a field that is absent. */
  lineOf(field: string): number;
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
  const counter = new LineCounter();
  const yaml = parseDocument(inner.join('\n'), { lineCounter: counter, prettyErrors: false });
  // The marker line precedes the YAML, hence one more than the parser counts.
  const lineAt = (offset: number) => counter.linePos(offset).line + 1;
  const problems: Problem[] = yaml.errors.map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    message: error.message,
  }));
  if (problems.length > 0) return { value: undefined, problems };
  const fields: unknown = yaml.toJS();
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return failed(2, 'The front matter must be a list of "field: value" lines.');
  }
  const lineOf = (field: string) => {
    const offset = offsetOf(yaml, field);
    return offset === undefined ? 1 : lineAt(offset);
  };
  const body = lines.slice(close + 1).join('\n');
  return { value: { fields: { ...fields }, body, bodyLine: close + 2, lineOf }, problems: [] };
}

function offsetOf(yaml: Document, field: string): number | undefined {
  const node: unknown = yaml.get(field, true);
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

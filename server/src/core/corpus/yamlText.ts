// Owns the reading of YAML: what it says, what is wrong with it, and on which line each item stands.
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Parsed, Problem } from './problem';

export interface YamlText {
  readonly value: unknown;
  /** One-based line of what stands at a path of fields and item numbers, undefined where nothing does. */
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** Reads `text`, whose first line is line `firstLine` of the file. Never throws. */
export function readYaml(
  file: string,
  text: string,
  firstLine: number,
): Parsed<YamlText | undefined> {
  const counter = new LineCounter();
  const yaml = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    logLevel: 'error',
  });
  const lineAt = (offset: number) => counter.linePos(offset).line + firstLine - 1;
  const problems = [
    ...yaml.errors.map(({ pos, message }): Problem => ({ file, line: lineAt(pos[0]), message })),
    ...aliasesOf(yaml).map((offset): Problem => {
      return { file, line: lineAt(offset), message: 'Aliases (*name) are not supported.' };
    }),
  ];
  if (problems.length > 0) return { value: undefined, problems };
  const lineOf = (path: readonly (string | number)[]) => {
    const offset = startOf(yaml.getIn(path, true));
    return offset === undefined ? undefined : lineAt(offset);
  };
  return { value: { value: yaml.toJS(), lineOf }, problems: [] };
}

/** Offsets of the aliases. A few of them can stand for any amount of data, and one without anchor throws. */
function aliasesOf(yaml: Document): number[] {
  const offsets: number[] = [];
  visit(yaml, { Alias: (_, node) => void offsets.push(startOf(node) ?? 0) });
  return offsets;
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  if (!Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

// Owns what a method's code needs at a place: imports that are missing, code that is not there yet, the network at hand.
import type { Method } from '../corpus/method';
import type { MethodNames } from '../index/codeNames';
import { snippetText } from '../render/snippetText';
import type { Snapshot } from '../snapshot';
import type { Import, PythonFile } from '../syntax/python';
import { modelAt } from '../syntax/pythonModel';
import type { Edit, Span } from '../text/span';
import type { PythonAround } from './around';

export interface MethodCode {
  /** In VS Code's snippet syntax. */
  readonly snippet: string;
  /** Further edits of the document: imports go to those that it has. */
  readonly imports: readonly Edit[];
}

/** The code of a method for the Python around `offset`; outside of Python, all of it. */
export function methodCode(
  snapshot: Snapshot,
  method: Method,
  around?: PythonAround,
  offset = 0,
): MethodCode {
  const paper = snapshot.catalog.paper(method.paper);
  if (!around) {
    return { snippet: snippetText(method, paper, { imports: method.imports }), imports: [] };
  }
  const { file, earlier, span } = around;
  const at = offset - span.start;
  const names = snapshot.codeNames.namesOf(method);
  const isThere = isDefinedIn(names, [file, ...earlier]);
  const imports = isThere ? [] : missingImports(names, [file, ...earlier]);
  const anchor = lastImport(file, at);
  const model = [file, ...[...earlier].reverse()]
    .map((candidate) => modelAt(candidate, candidate === file ? at : candidate.text.length))
    .find((name) => name !== undefined);
  const snippet = snippetText(method, paper, {
    imports: anchor ? [] : imports,
    withCode: !isThere,
    model,
  });
  if (!anchor || imports.length === 0) return { snippet, imports: [] };
  const place = span.start + anchor.end;
  const newText = imports.map((line) => `\n${line}`).join('');
  return { snippet, imports: [{ span: { start: place, end: place }, newText }] };
}

function isDefinedIn({ defines: own }: MethodNames, files: readonly PythonFile[]): boolean {
  return own.length > 0 && own.every((name) => files.some(({ defines }) => defines.has(name)));
}

/** The import lines of the method without the names that the files have already. */
function missingImports(names: MethodNames, files: readonly PythonFile[]): string[] {
  const present = new Set(files.flatMap(({ imports }) => imports.map(identityOf)));
  return names.imports.flatMap(({ line, bound }) => {
    // They must open a file, and the code runs without them.
    if (line.startsWith('from __future__')) return [];
    const missing = bound.filter((one) => !present.has(identityOf(one)));
    if (missing.length === bound.length) return [line];
    const [head] = line.split(' import ');
    const words = missing.map(({ local, target }) => {
      const name = target.slice(target.lastIndexOf('.') + 1);
      return name === local ? name : `${name} as ${local}`;
    });
    return words.length === 0 ? [] : [`${head} import ${words.join(', ')}`];
  });
}

function identityOf({ local, target }: Import): string {
  return `${local} ${target}`;
}

/** The last import at the top level before `offset`. */
function lastImport(file: PythonFile, offset: number): Span | undefined {
  return file.imports.filter(({ statement }) => statement.end <= offset).pop()?.statement;
}

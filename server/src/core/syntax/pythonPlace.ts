// Owns what stands at a place in Python: a name with the modules before it, an argument by its keyword, or words.
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../text/span';
import { textOf, type PythonFile } from './python';

/** `nn.init.orthogonal_` up to the part at the place, its first part resolved by the imports. */
export interface DottedName {
  readonly kind: 'name';
  readonly parts: readonly string[];
  readonly span: Span;
}

/** `init_lora_weights="eva"`: the place is on the keyword or on its value. */
export interface KeywordArgument {
  readonly kind: 'keyword';
  readonly name: string;
  /** As it is written, in double quotes. */
  readonly value: string;
  readonly span: Span;
}

/** One line of a comment or docstring, without its signs. */
export interface Words {
  readonly kind: 'words';
  readonly span: Span;
}

export type PythonPlace = DottedName | KeywordArgument | Words;

/** What stands at `offset`, its end included; undefined for everything else. */
export function placeAt(file: PythonFile, offset: number): PythonPlace | undefined {
  for (const side of [1, -1] as const) {
    const node = file.tree.resolveInner(offset, side);
    const place = placeOf(file, node, offset);
    if (place) return place;
  }
  return undefined;
}

function placeOf(file: PythonFile, node: SyntaxNode, offset: number): PythonPlace | undefined {
  if (node.name === 'Comment' || isDocstring(node)) return wordsAt(file.text, node, offset);
  const keyword = keywordArgument(file.text, node);
  if (keyword) return keyword;
  if (node.name === 'VariableName' || node.name === 'PropertyName') return dottedName(file, node);
  return undefined;
}

function isDocstring(node: SyntaxNode): boolean {
  return node.name === 'String' && node.parent?.name === 'ExpressionStatement';
}

/** The line of the comment or docstring at `offset`, from its first letter to its last. */
function wordsAt(text: string, node: SyntaxNode, offset: number): Words | undefined {
  const lineStart = Math.max(node.from, text.lastIndexOf('\n', offset - 1) + 1);
  const lineEnd = text.indexOf('\n', offset);
  const end = Math.min(node.to, lineEnd < 0 ? text.length : lineEnd);
  const line = text.slice(lineStart, end);
  const lead = /^[\s#"'rRuU]*?(?=[^\s#"'])/.exec(line)?.[0].length ?? line.length;
  const words = line.slice(lead).trimEnd();
  if (words === '') return undefined;
  return { kind: 'words', span: { start: lineStart + lead, end: lineStart + lead + words.length } };
}

/** The argument whose keyword or value is `node`. Only texts are values here. */
function keywordArgument(text: string, node: SyntaxNode): KeywordArgument | undefined {
  if (node.parent?.name !== 'ArgList') return undefined;
  const sign = node.name === 'String' ? node.prevSibling : undefined;
  const key = sign?.name === 'AssignOp' ? sign.prevSibling : node;
  const value = key?.nextSibling?.name === 'AssignOp' ? key.nextSibling.nextSibling : undefined;
  if (!key || value?.name !== 'String') return undefined;
  return {
    kind: 'keyword',
    name: textOf(key, text),
    value: `"${textOf(value, text).slice(1, -1)}"`,
    span: { start: key.from, end: value.to },
  };
}

function dottedName(file: PythonFile, node: SyntaxNode): DottedName {
  const whole = node.name === 'PropertyName' && node.parent ? node.parent : node;
  const span = { start: whole.from, end: whole.to };
  // `net().lora_A`: what is no name before the last dot is left out.
  const written = /(?:[\w\s]*\.)*[\w\s]*$/.exec(textOf(whole, file.text))?.[0] ?? '';
  const names = written.split('.').filter((part) => part.trim() !== '');
  const [first = '', ...rest] = names.map((part) => part.trim());
  const imported = file.imports.find(({ local }) => local === first)?.target;
  return { kind: 'name', parts: [...(imported ?? first).split('.'), ...rest], span };
}

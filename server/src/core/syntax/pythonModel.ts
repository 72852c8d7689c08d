// Owns which variable of a Python file is the network that the person works on.
import type { SyntaxNode } from '@lezer/common';
import { textOf, type PythonFile } from './python';

const USUAL_NAMES = new Set(['model', 'net', 'network', 'module', 'backbone', 'encoder']);
const BUILDERS =
  /(?:^|\.)(?:from_pretrained|create_model|Sequential|ModuleList)$|^torchvision\.models\.|^torch\.hub\.load$/;
const PART_OF_A_NET = /^torch\.nn\.[A-Z]\w*$/;
const NOT_A_NET = /Loss$|\.(?:Parameter|functional)\b/;

interface Candidate {
  readonly name: string;
  readonly likelihood: number;
}

/**
 * The variable that most likely holds a network at `offset`: built before it, at the top level or in
 * the function around. Of equals the nearest. Linear in the statements of these blocks.
 */
export function modelAt(file: PythonFile, offset: number): string | undefined {
  let best: Candidate | undefined;
  for (const block of blocksAround(file, offset)) {
    best = parameter(file, block.prevSibling) ?? best;
    for (let node = block.firstChild; node && node.from < offset; node = node.nextSibling) {
      const found = candidate(file, node);
      if (found && found.likelihood >= (best?.likelihood ?? 1)) best = found;
    }
  }
  return best?.name;
}

/** The file, and the bodies around `offset`, the outer first. */
function blocksAround(file: PythonFile, offset: number): SyntaxNode[] {
  const blocks: SyntaxNode[] = [];
  const before = file.text.slice(0, offset);
  // An indented line that holds nothing yet belongs to the block of what stands before it.
  const at = /[ \t]$/.test(before) ? before.trimEnd().length : offset;
  for (let node: SyntaxNode | null = file.tree.resolveInner(at, -1); node; node = node.parent) {
    if (node.name === 'Body' || node.name === 'Script') blocks.unshift(node);
  }
  return blocks;
}

/** `net = Net().to("cuda")`, where `Net` is a module of this file or what a library builds nets with. */
function candidate(file: PythonFile, node: SyntaxNode): Candidate | undefined {
  const variable = node.name === 'AssignStatement' ? node.firstChild : undefined;
  let built = node.lastChild;
  // `.to(…)`, `.eval()` and the like hand on what they are called on.
  for (;;) {
    const callee = built?.name === 'CallExpression' ? built.firstChild : undefined;
    if (callee?.name !== 'MemberExpression' || callee.firstChild?.name !== 'CallExpression') break;
    built = callee.firstChild;
  }
  const callee = built?.name === 'CallExpression' ? built.firstChild : undefined;
  if (variable?.name !== 'VariableName' || !callee) return undefined;
  const name = textOf(variable, file.text);
  return { name, likelihood: likelihood(file, name, textOf(callee, file.text)) };
}

function likelihood(file: PythonFile, variable: string, callee: string): number {
  const [first = '', ...rest] = callee.split('.');
  const imported = file.imports.find(({ local }) => local === first)?.target ?? first;
  const builder = [imported, ...rest].join('.');
  if (NOT_A_NET.test(builder)) return 0;
  const isNet = BUILDERS.test(builder) || isOwnModule(file, builder);
  if (isNet) return 3;
  if (USUAL_NAMES.has(variable)) return 2;
  return PART_OF_A_NET.test(builder) ? 1 : 0;
}

function isOwnModule(file: PythonFile, name: string): boolean {
  if (!file.defines.has(name)) return false;
  for (let node = file.tree.topNode.firstChild; node; node = node.nextSibling) {
    const [own, bases] = [node.getChild('VariableName'), node.getChild('ArgList')];
    if (node.name !== 'ClassDefinition' || !own || !bases) continue;
    if (textOf(own, file.text) === name) return /Module\b/.test(textOf(bases, file.text));
  }
  return false;
}

/** A parameter `model: nn.Module` of the function whose body is next. */
function parameter(file: PythonFile, list: SyntaxNode | null): Candidate | undefined {
  const parameters = list?.name === 'TypeDef' ? list.prevSibling : list;
  if (parameters?.name !== 'ParamList') return undefined;
  for (const type of parameters.getChildren('TypeDef')) {
    const name = type.prevSibling;
    if (name && /\bModule\b/.test(textOf(type, file.text)))
      return { name: textOf(name, file.text), likelihood: 3 };
  }
  return undefined;
}

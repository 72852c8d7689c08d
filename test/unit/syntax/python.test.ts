// What Python imports and defines, and what stands at a place in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parsePython } from '../../../server/src/core/syntax/python';
import { modelAt } from '../../../server/src/core/syntax/pythonModel';
import { placeAt } from '../../../server/src/core/syntax/pythonPlace';

const IMPORTS: readonly [line: string, bound: readonly string[]][] = [
  ['import math', ['math=math']],
  ['import torch.nn', ['torch=torch']],
  ['import torch.nn as nn, math', ['nn=torch.nn', 'math=math']],
  ['from torch import nn', ['nn=torch.nn']],
  ['from torch.nn.init import orthogonal_ as o, zeros_', ['o=torch.nn.init.orthogonal_', 'zeros_=torch.nn.init.zeros_']],
  ['from a import (  # why\n    b,\n    c as d,\n)', ['b=a.b', 'd=a.c']],
  ['from . import x', ['x=.x']],
  ['from .a import x', ['x=.a.x']],
  ['from a import *', []],
  ['from', []],
  ['import', []],
  ['if x:\n    import os', []],
]; // prettier-ignore

for (const [line, bound] of IMPORTS) {
  test(`imports of ${JSON.stringify(line)}`, () => {
    const { imports } = parsePython(line);
    assert.deepEqual(
      imports.map(({ local, target }) => `${local}=${target}`),
      bound,
    );
  });
}

test('functions and classes at the top level are defined, others are not', () => {
  const text = '@dec\ndef f(): pass\nclass C:\n    def g(self): pass\nasync def h(): pass\nx = 1\n';
  assert.deepEqual([...parsePython(text).defines], ['f', 'C', 'h']);
});

/** What stands at `<|>`: its kind, what names it, and the marked text. */
function placeIn(drawing: string): string | undefined {
  const offset = drawing.indexOf('<|>');
  const text = drawing.replace('<|>', '');
  const place = placeAt(parsePython(text), offset);
  if (!place) return undefined;
  const marked = text.slice(place.span.start, place.span.end);
  if (place.kind === 'name') return `${place.parts.join('.')} in ${marked}`;
  return place.kind === 'keyword'
    ? `${place.name}=${place.value} in ${marked}`
    : `words: ${marked}`;
}

const PLACES: readonly [drawing: string, place: string | undefined][] = [
  ['ls<|>uv_(model)', 'lsuv_ in lsuv_'],
  ['lsuv_<|>(model)', 'lsuv_ in lsuv_'],
  ['nn.init.ortho<|>gonal_(w)', 'nn.init.orthogonal_ in nn.init.orthogonal_'],
  ['from torch import nn\nnn.init.ortho<|>gonal_(w)', 'torch.nn.init.orthogonal_ in nn.init.orthogonal_'],
  ['from torch.nn.init import orthogonal_ as o\n<|>o(w)', 'torch.nn.init.orthogonal_ in o'],
  ['nn.in<|>it.orthogonal_(w)', 'nn.init in nn.init'],
  ['layer.lora_<|>A.weight', 'layer.lora_A in layer.lora_A'],
  ['make(x).lora_<|>A', 'lora_A in make(x).lora_A'],
  ['def ls<|>uv_(m): pass', 'lsuv_ in lsuv_'],
  ['LoraConfig(r=8, init_lora<|>_weights="eva")', 'init_lora_weights="eva" in init_lora_weights="eva"'],
  ["LoraConfig(init_lora_weights='e<|>va')", "init_lora_weights=\"eva\" in init_lora_weights='eva'"],
  ['f(r=<|>8)', undefined],
  ['x = "lsuv<|>_"', undefined],
  ['x = 1  # after @mish<|>kin2015all ', 'words: after @mishkin2015all'],
  ['def f():\n    """As in LS<|>UV.\n\n    Args: none.\n    """', 'words: As in LSUV.'],
  ['#<|>', undefined],
  ['x <|> = 1', undefined],
]; // prettier-ignore

for (const [drawing, place] of PLACES) {
  test(`at ${JSON.stringify(drawing)}`, () => assert.equal(placeIn(drawing), place));
}

const NN = 'from torch import nn\nclass Net(nn.Module):\n    pass\n';
const MODELS: readonly [drawing: string, model: string | undefined][] = [
  [`${NN}net = Net()\n<|>`, 'net'],
  [`${NN}student = Net().to("cuda").eval()\n<|>`, 'student'],
  [`${NN}<|>\nnet = Net()`, undefined],
  [`${NN}a = Net()\nb = Net()\n<|>`, 'b'],
  [`${NN}a = Net()\nloss = nn.CrossEntropyLoss()\nact = nn.ReLU()\n<|>`, 'a'],
  ['from torch import nn\nf = nn.Sequential(nn.Linear(1, 1))\n<|>', 'f'],
  ['llm = AutoModel.from_pretrained("x")\ntok = 1\n<|>', 'llm'],
  ['import timm\nvit = timm.create_model("vit")\n<|>', 'vit'],
  ['from torchvision import models\nr = models.resnet18()\n<|>', 'r'],
  ['model = build()\n<|>', 'model'],
  ['data = load()\nx = 3\n<|>', undefined],
  ['def go(net: nn.Module, n: int) -> None:\n    y = 1\n    <|>', 'net'],
  ['a = nn.Sequential()\ndef go(net: nn.Module):\n    b = nn.Sequential()\n    <|>', 'b'],
  [`class Data:\n    pass\nd = Data()\n<|>`, undefined],
];

for (const [drawing, model] of MODELS) {
  test(`the network at hand in ${JSON.stringify(drawing.replace(NN, '…'))}`, () => {
    const offset = drawing.indexOf('<|>');
    assert.equal(modelAt(parsePython(drawing.replace('<|>', '')), offset), model);
  });
}

const PIECES = [
  'import math\n', 'from torch import nn\n', 'def f(x):\n', '    return x\n', 'class A:\n', '"""', "'", '(', ')',
  'x = nn.Linear(1)\n', '# note\n', '\\', '\t', '\r\n', 'é', '😀', '@', 'f"{', '}', ' ', '=', '.', ',', 'as ',
]; // prettier-ignore
const texts = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 30 })
  .map((pieces) => pieces.join(''));

test('whatever the text: no throw, and every span inside of it', () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, at) => {
      const file = parsePython(text);
      const offset = at % (text.length + 1);
      const spans = [
        ...file.imports.map(({ statement }) => statement),
        placeAt(file, offset)?.span,
      ];
      for (const span of spans) if (span) assert.ok(0 <= span.start && span.end <= text.length);
      modelAt(file, offset);
    }),
    { numRuns: 500 },
  );
});

test('an edited file reads as one that is read afresh', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(), fc.nat(), (text, inserted, a, b) => {
      const [fromA, toA] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
      assert.ok(fromA !== undefined && toA !== undefined);
      const edited = text.slice(0, fromA) + inserted + text.slice(toA);
      const change = { fromA, toA, fromB: fromA, toB: fromA + inserted.length };
      const reread = parsePython(edited, parsePython(text), change);
      const fresh = parsePython(edited);
      assert.deepEqual(reread.imports, fresh.imports);
      assert.deepEqual(reread.defines, fresh.defines);
    }),
    { numRuns: 500 },
  );
});

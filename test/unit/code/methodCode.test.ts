// What a method's code needs at a place: missing imports, no second copy, the network at hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonAround } from '../../../server/src/core/code/around';
import { methodCode } from '../../../server/src/core/code/methodCode';
import { card, method, openWorkspace } from '../../support/sampleCorpus';

const CODE = [
  'from __future__ import annotations',
  '',
  'import math',
  'from torch import Tensor, nn',
  '',
  '',
  'def root_(model):',
  '    return math.sqrt(model)',
].join('\n');

const opened = openWorkspace({
  'papers/fern.md': card('fern2021roots'),
  'snippets/rooting.py': method('rooting', 'fern2021roots', { call: 'root_(${1:model})' }, CODE),
});

interface Expected {
  /** Import lines above the code. */
  readonly above?: readonly string[];
  /** The text of the document with the imports that go to those it has. */
  readonly document?: string;
  readonly call?: string;
  readonly withCode?: boolean;
}

/** The code for `<|>`. */
async function check(
  drawing: string,
  expected: Expected,
  kind: 'python' | 'note' = 'python',
): Promise<void> {
  const { above = [], call = 'root_(${1:model})', withCode = true } = expected;
  const workspace = await opened;
  const offset = drawing.indexOf('<|>');
  const text = drawing.replace('<|>', '');
  workspace.open('file:///a', 1, kind, text);
  const [document, rooting] = [
    workspace.document('file:///a'),
    workspace.snapshot.catalog.method('rooting'),
  ];
  assert.ok(document && rooting);
  const around = pythonAround(document, offset);
  const { snippet, imports } = methodCode(workspace.snapshot, rooting, around, offset);
  const lines = snippet.split('\n');
  assert.deepEqual(
    lines.filter((line) => /^(?:import|from) /.test(line)),
    above,
  );
  assert.equal(lines.at(-2), call);
  assert.equal(snippet.includes('def root_'), withCode);
  const edited = [...imports].reverse().reduce((result, { span, newText }) => {
    return result.slice(0, span.start) + newText + result.slice(span.end);
  }, text);
  assert.equal(edited, expected.document ?? text);
}

const BOTH = ['import math', 'from torch import Tensor, nn'];

test('an empty file: all imports stand above the code', () => check('<|>', { above: BOTH }));
test('a file with an import: the missing ones go below it', () =>
  check('import os\nx = 1\n<|>', {
    document: 'import os\nimport math\nfrom torch import Tensor, nn\nx = 1\n',
  }));
test('only names that are missing', () =>
  check('from torch import nn\nimport math\n\n<|>', {
    document: 'from torch import nn\nimport math\nfrom torch import Tensor\n\n',
  }));
test('a name that is bound another way is there', () =>
  check('import torch.nn as nn, math\n<|>', {
    document: 'import torch.nn as nn, math\nfrom torch import Tensor\n',
  }));
test('an import under another name does not bind this one', () =>
  check('import math as m\n<|>', {
    document: 'import math as m\nimport math\nfrom torch import Tensor, nn\n',
  }));
test('nothing is missing', () =>
  check('import math\r\nfrom torch import (\n    nn,\n    Tensor,\n)\n<|>', {}));
test('imports behind the cursor are no place for imports', () =>
  check('<|>\nimport os\n', { above: BOTH }));
test('code that is there is not inserted again', () =>
  check('def root_(model):\n    return 1\n\n<|>', { withCode: false }));
test('the network at hand takes the place of the model', () =>
  check('from torch import nn\nimport math\nnet = nn.Sequential()\n<|>', {
    call: 'root_(${1:net})',
    document:
      'from torch import nn\nimport math\nfrom torch import Tensor\nnet = nn.Sequential()\n',
  }));

test('a fence: what fences before it import, define and build is there', () =>
  check(
    '```python\nimport math\nfrom torch import nn\nnet = nn.Sequential()\n```\n\nText.\n\n```python\n<|>\n```\n',
    { above: ['from torch import Tensor'], call: 'root_(${1:net})' },
    'note',
  ));
test('a fence behind it, or in another language, says nothing', () =>
  check(
    '```bash\nimport math\n```\n\n```python\n<|>\n```\n\n```python\nimport math\n```\n',
    { above: BOTH },
    'note',
  ));
test('a list item holds a fence, too', () =>
  check('- item\n\n  ```python\n  <|>\n  ```\n', { above: BOTH }, 'note'));
test('prose: all of it', () => check('Text <|>\n', { above: BOTH }, 'note'));

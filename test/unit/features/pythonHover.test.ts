// What a hover in Python tells: a method by its function or a library's name for it, a paper in a comment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../../server/src/core/features/hover/hover';
import { card, method, openWorkspace } from '../../support/sampleCorpus';

const opened = openWorkspace({
  'papers/fern.md': card('fern2021roots', { names: '[RootNet]', arxiv: '"2101.00001"' }),
  'papers/moss.md': card('moss2022leaves', { title: '"Leaves of moss"' }),
  'snippets/rooting.py': method('rooting', 'fern2021roots', {
    code: '["nn.init.orthogonal_", "init_root_weights=\\"deep\\"", "root_A"]',
  }),
  'snippets/leafing.py': method(
    'leafing',
    'moss2022leaves',
    { name: 'Leafing', aliases: '[]', code: '["nn.init.orthogonal_"]' },
    'def leaf_(plant):\n    pass\n\n\ndef _helper():\n    pass',
  ),
});

/** At `<|>` the hover covers `marked` and says all of `tells`; nothing is expected without `marked`. */
async function check(
  drawing: string,
  marked: string | undefined,
  tells: readonly RegExp[] = [],
  kind: 'python' | 'note' = 'python',
): Promise<void> {
  const workspace = await opened;
  const text = drawing.replace('<|>', '');
  workspace.open('file:///a', 1, kind, text);
  const found = hover(workspace.snapshot, 'file:///a', drawing.indexOf('<|>'), {
    actions: true,
    mentions: true,
  });
  assert.equal(found && text.slice(found.span.start, found.span.end), marked);
  for (const pattern of tells) assert.match(found?.markdown ?? '', pattern);
}

const ROOTING = [/\*\*Rooting\*\* initialises/, /\*\*Roots of plants\*\*/, /insertSnippet/];
const BOTH = [/^- \*\*Leafing\*\*/m, /^- \*\*Rooting\*\*/m, /@moss2022leaves/, /@fern2021roots/];

test('a call of a function that a snippet brought', () =>
  check('from roots import root_\nro<|>ot_(oak)', 'root_', ROOTING));
test('its definition', () => check('def root<|>_(plant): pass', 'root_', ROOTING));
test('a helper of a snippet is no method', () => check('_hel<|>per()', undefined));
test('a name that a library gives it', () =>
  check('layer.root_<|>A.weight', 'layer.root_A', ROOTING));
test('an argument by its keyword, and by its value', async () => {
  await check('Config(init_root<|>_weights="deep")', 'init_root_weights="deep"', ROOTING);
  await check("Config(init_root_weights='de<|>ep')", "init_root_weights='deep'", ROOTING);
});
test('another value is another thing', () =>
  check('Config(init_root_weights="sh<|>allow")', undefined));
test('a name of several methods: a line each', () =>
  check('import torch\ntorch.nn.init.ortho<|>gonal_(w)', 'torch.nn.init.orthogonal_', BOTH));
test('through an import', () =>
  check('from torch.nn.init import orthogonal_ as o\n<|>o(w)', 'o', BOTH));
test('the same last word elsewhere', () => check('my.orthogonal<|>_(w)', undefined));
test('any other name', () => check('pri<|>nt(1)', undefined));

test('a comment: key, identifier and name', async () => {
  await check('x = 1  # as in @fern2021<|>roots', '@fern2021roots', [/Roots of plants/]);
  await check('# see arXiv:2101.0<|>0001', 'arXiv:2101.00001', [/Roots of plants/]);
  await check('#     RootN<|>et, deeper', 'RootNet', [/Roots of plants/]);
});
test('a docstring', () =>
  check('def f():\n    """Grows.\n\n    After @moss2022<|>leaves.\n    """', '@moss2022leaves', [
    /Leaves of moss/,
  ]));
test('a text that is no docstring', () => check('x = "RootN<|>et"', undefined));
test('a decorator is no citation', () => check('@fern2021<|>roots\ndef f(): pass', undefined));

test('in fenced Python of a note, in its place', async () => {
  await check('RootNet:\n\n```python\nro<|>ot_(oak)\n```\n', 'root_', ROOTING, 'note');
  await check('```python\n# @fern2021<|>roots\n```\n', '@fern2021roots', [/Roots/], 'note');
});
test('names in comments can be switched off', async () => {
  const workspace = await opened;
  workspace.open('file:///a', 1, 'python', '# RootNet');
  const options = { actions: true, mentions: false };
  assert.equal(hover(workspace.snapshot, 'file:///a', 4, options), undefined);
});

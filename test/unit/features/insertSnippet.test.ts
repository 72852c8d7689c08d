// Where a chosen method's code is put.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertSnippet } from '../../../server/src/core/features/insertSnippet';
import { card, method, openWorkspace } from '../../support/sampleCorpus';

const opened = openWorkspace({
  'papers/fern.md': card('fern2021roots'),
  'snippets/rooting.py': method('rooting', 'fern2021roots'),
});

/** With the code of `rooting` inserted at `<|>` and written as CODE, the document reads so. */
async function check(
  drawing: string,
  after: string,
  kind: 'python' | 'note' = 'note',
): Promise<void> {
  const workspace = await opened;
  const text = drawing.replace('<|>', '');
  workspace.open('file:///a', 1, kind, text);
  const document = workspace.document('file:///a');
  assert.ok(document);
  const found = insertSnippet(workspace.snapshot, document, drawing.indexOf('<|>'), 'rooting');
  assert.ok(found);
  const { span, newText } = found.snippet;
  const edited = text.slice(0, span.start) + newText + text.slice(span.end);
  assert.equal(edited.replace(/# Rooting:[\s\S]*?\$0/, 'CODE'), after);
}

test('on an empty line of Python', () => check('x = 1\n<|>\ny', 'x = 1\nCODE\ny', 'python'));
test('below a line of Python that holds something', () =>
  check('x <|>= 1\ny', 'x = 1\nCODE\ny', 'python'));
test('with Windows line ends', () => check('x<|>\r\ny', 'x\nCODE\r\ny', 'python'));
test('below a line of prose, in a fence of its own', () =>
  check('We <|>try.\n\nMore.', 'We try.\n\n```python\nCODE\n```\n\n\nMore.'));
test('on an empty line of a note', () => check('<|>', '```python\nCODE\n```\n'));
test('in a fence of Python, without another one', () =>
  check('```python\n<|>\n```\n', '```python\nCODE\n```\n'));
test('below a fence of another language', () =>
  check(
    '```bash\nls <|>-l\n```\n\nMore.',
    '```bash\nls -l\n```\n\n```python\nCODE\n```\n\n\nMore.',
  ));

test('no method of that id', async () => {
  const workspace = await opened;
  workspace.open('file:///a', 1, 'note', '');
  const document = workspace.document('file:///a');
  assert.ok(document);
  assert.equal(insertSnippet(workspace.snapshot, document, 0, 'nothing'), undefined);
});

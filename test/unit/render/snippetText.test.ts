// The text of a snippet: its comment, its imports, its code as literal text, its call with tab stops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMethod, type Method } from '../../../server/src/core/corpus/method';
import { parsePaper } from '../../../server/src/core/corpus/paperFile';
import {
  citationComment,
  snippetText,
  withoutTabStops,
  type SnippetParts,
} from '../../../server/src/core/render/snippetText';
import { card, method, type CardFields } from '../../support/sampleCorpus';

const CODE = [
  'from __future__ import annotations',
  '',
  'import math',
  'from torch import nn',
  '',
  '',
  'def root_(plant):',
  '    return f"${plant}" + "\\n"',
].join('\n');

function rooting(fields: CardFields = {}, code = CODE): Method {
  const { value, problems } = parseMethod('a.py', method('rooting', 'fern2021roots', fields, code));
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

function paperWith(fields: CardFields) {
  return parsePaper('a.md', card('fern2021roots', fields)).value;
}

const COMMENT = '# Rooting: Fern (2021), [@fern2021roots], arXiv:2101.00001; as in the paper';
const CALL = ['root_(${1:plant})', '$0'];

function textOf(parts: SnippetParts, fields: CardFields = {}): string {
  return snippetText(rooting(fields), paperWith({ arxiv: '"2101.00001"' }), parts);
}

test('comment, imports, code, call', () => {
  const code = ['def root_(plant):', '    return f"\\${plant\\}" + "\\\\n"'];
  const lines = [COMMENT, 'import math', '', '', ...code, '', '', ...CALL];
  const imports = ['from __future__ import annotations', 'import math'];
  assert.equal(textOf({ imports }), lines.join('\n'));
});
test('only the call, where the code is there', () => {
  assert.equal(textOf({ imports: [], withCode: false }), [COMMENT, ...CALL].join('\n'));
});
test('the network at hand takes the place of `model`, and of nothing else', () => {
  const call = "'root_(${1:model}, ${2:model_b}, model=${3:x})'";
  const text = textOf({ imports: [], withCode: false, model: 'net' }, { call });
  assert.match(text, /^root_\(\$\{1:net\}, \$\{2:model_b\}, model=\$\{3:x\}\)$/m);
});

const COMMENTS: readonly [what: string, fields: CardFields | undefined, comment: string][] = [
  [
    'with an arXiv id',
    { arxiv: '"2101.00001"' },
    '# Rooting: Fern (2021), [@fern2021roots], arXiv:2101.00001; as in the paper',
  ],
  [
    'without one, with the title',
    {},
    '# Rooting: Fern (2021), [@fern2021roots], Roots of plants; as in the paper',
  ],
  [
    'without a title that would not fit',
    { title: `"${'Roots '.repeat(20)}"` },
    '# Rooting: Fern (2021), [@fern2021roots]; as in the paper',
  ],
  [
    'with a title that just fits into 100 letters',
    { title: `"${'R'.repeat(41)}"` },
    `# Rooting: Fern (2021), [@fern2021roots], ${'R'.repeat(41)}; as in the paper`,
  ],
  [
    'with a title that just does not',
    { title: `"${'R'.repeat(42)}"` },
    '# Rooting: Fern (2021), [@fern2021roots]; as in the paper',
  ],
  ['without a paper', undefined, '# Rooting, as in the paper'],
];

for (const [what, fields, comment] of COMMENTS) {
  test(`the comment ${what}`, () => {
    assert.equal(citationComment(rooting(), fields && paperWith(fields)), comment);
  });
}

const PLAIN: readonly [snippet: string, plain: string][] = [
  ['root_(${1:plant})\n$0', 'root_(plant)\n'],
  ['$1 and ${2} and ${3:}', ' and  and '],
  ['${1|a,b|}_', 'a_'],
  ['${1|a\\,b\\,c,d|}', 'a,b,c'],
  ['\\${1:a\\} \\\\ {b}', '${1:a} \\ {b}'],
  ['${1:f(${2:x}, y)}', 'f(x, y)'],
  ['${1:a\\}b}', 'a}b'],
  ['f"\\${plant\\}"', 'f"${plant}"'],
];

for (const [snippet, plain] of PLAIN) {
  test(`without tab stops: ${JSON.stringify(snippet)}`, () => {
    assert.equal(withoutTabStops(snippet), plain);
  });
}

test('without tab stops, code is what it was', () => {
  const text = withoutTabStops(snippetText(rooting(), undefined, { imports: [] }));
  assert.ok(text.includes('    return f"${plant}" + "\\n"\n'), text);
});

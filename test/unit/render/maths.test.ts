// Formulas in prose: what counts as one, how it reads in plain text, and what a card holds of pictures.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { asPictures, asTex, asText, prose } from '../../../server/src/core/render/maths';
import { plainMaths } from '../../../server/src/core/render/plainMaths';

const FORMULAS: readonly [text: string, formulas: readonly string[]][] = [
  ['near $\\mu + 2\\sigma$ of it', ['\\mu + 2\\sigma']],
  ['$a$ and $b$', ['a', 'b']],
  ['$μ$-Transfer', ['μ']],
  ['it costs $5 or $10', []],
  ['from $5 to 10$', ['5 to 10']],
  ['a $ b $ c', []],
  ['a \\$b\\$ c', []],
  ['$a \\$ b$', ['a \\$ b']],
  ['$$x$$', []],
  ['$x', []],
  ['$x$2', []],
  ['no formula', []],
];

for (const [text, formulas] of FORMULAS) {
  test(`formulas of ${JSON.stringify(text)}`, () => {
    const found: string[] = [];
    const shown = prose(text, (tex) => {
      found.push(tex);
      return '';
    });
    assert.deepEqual(found, formulas);
    if (formulas.length === 0) assert.equal(shown.replaceAll('\\', ''), text.replaceAll('\\', ''));
  });
}

test('what is no formula is escaped, on both sides of one', () => {
  assert.equal(
    prose('*a* $x$ <b>', () => 'X'),
    '\\*a\\* X \\<b\\>',
  );
});

const PLAIN: readonly [tex: string, text: string][] = [
  ['\\mu', 'μ'],
  ['\\mu + 2\\sigma', 'μ + 2σ'],
  ['R^3 \\times R', 'R³ × R'],
  ['R^3 \\times \\{0\\}', 'R³ × {0}'],
  ['W_Q W_K^T \\approx I', 'W_Q W_K^T ≈ I'],
  ['W_V W_{proj} \\approx -I', 'W_V W_proj ≈ -I'],
  ['I^2F', 'I²F'],
  ['x^{10}', 'x¹⁰'],
  ['e^{-x}', 'e^(-x)'],
  ['\\mathbb{R}^n', 'R^n'],
  ['\\mathrm{ReLU}(x)', 'ReLU(x)'],
  ['\\frac{1}{\\sqrt{d_k}}', '1/(√(d_k))'],
  ['\\frac{a + b}{2}', '(a + b)/2'],
  ['\\left( x \\right)', '( x )'],
  ['\\lVert x \\rVert', '‖ x ‖'],
  ['O(n \\log n)', 'O(n log n)'],
  ['a\\,b\\\\c', 'a b c'],
  ['\\unknown{x}', 'unknownx'],
  ['{', ''],
  ['}x', 'x'],
  ['\\', ''],
  ['\\frac{1}{\\frac{a}{b}}', '1/(a/b)'],
  ['\\frac{1', '1/'],
  ['', ''],
];

for (const [tex, text] of PLAIN)
  test(`in plain text: ${tex}`, () => assert.equal(plainMaths(tex), text));

test('in plain text: any string, on one line', () => {
  const pieces = fc.constantFrom('\\', '{', '}', '^', '_', 'frac', '{a}', '$', '\n', '2', 'x', ' ');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) =>
      assert.doesNotMatch(plainMaths(parts.join('')), /\n| {2}/),
    ),
  );
});

const AS_TEX: readonly [tex: string, markdown: string][] = [
  ['W_Q W_K^T \\approx I', '$W_Q W_K^T \\approx I$'],
  // These would be markup on a page that does not typeset formulas.
  ['[x](command:y)', '\\[x\\]\\(command:y\\)'],
  ['<img src=x>', '\\<img src=x\\>'],
  ['`x`', '\\`x\\`'],
];

for (const [tex, markdown] of AS_TEX)
  test(`on a page: ${tex}`, () => assert.equal(asTex(tex), markdown));

const SMALL = 'data:image/svg+xml;base64,PHN2Zy8+';

test('as a picture, whose name is the TeX; as text where it cannot be drawn', () => {
  const show = asPictures((tex) => (tex === '\\mu' ? SMALL : undefined));
  assert.equal(show('\\mu'), `<img src="${SMALL}" alt="&#92;mu" align="absmiddle">`);
  assert.equal(show('R^3'), asText('R^3'));
});

test('a card holds as many pictures as VS Code shows of it; the rest is text', () => {
  const address = SMALL.replace('PHN2', 'P'.repeat(9_000));
  const show = asPictures(() => address);
  const shown = Array.from({ length: 20 }, () => show('x'));
  const pictures = shown.filter((markdown) => markdown !== 'x');
  assert.ok(pictures.length > 3 && pictures.join('').length < 100_000);
  assert.deepEqual(shown.slice(pictures.length), Array(20 - pictures.length).fill('x'));
});

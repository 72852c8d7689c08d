// The built drawing of formulas: those that notes on machine learning have, and what must never be drawn or hang.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { nodeHost } from '../../server/src/workspace/nodeHost';
import { loadShipped } from '../support/repository';

const draw = nodeHost(resolve('dist')).loadDrawer();

/** The SVG that the address of a picture holds; undefined where nothing is drawn. */
function svgOf(tex: string, colour = '#cccccc'): string | undefined {
  const address = draw(tex, colour);
  if (address === undefined) return undefined;
  const [head, base64] = address.split(',');
  assert.equal(head, 'data:image/svg+xml;base64');
  return Buffer.from(base64 ?? '', 'base64').toString();
}

const DRAWN =
  String.raw`\mu  R^3 \times \{0\}  W_Q W_K^T \approx I  \mathbb{R}^n  \mathcal{L}  \ell_2  \mathscr{H}
  \mathcal{O}(n \log n)  \mathbf{x}  \boldsymbol{\theta}  \frac{1}{\sqrt{d_k}}  \sum_{i=1}^n x_i  \hat{y}  \mathbb{E}[X]
  \tilde{O}(\epsilon^{-2})  \lVert x\rVert_2  \operatorname{softmax}  \text{ReLU}  μ  \nabla_\theta  \int_0^1 f  \vec{x}
  \left(\frac{a}{b}\right)  \arg\max_x  \Sigma^{-1/2}  x \in \mathcal{X}  p(y \mid x)  \bar{x} \pm \sigma  a \odot b`
    .split(/ {2,}|\n/)
    .filter((tex) => tex !== '');

for (const tex of DRAWN) {
  test(`drawn: ${tex}`, () => {
    const svg = svgOf(tex) ?? '';
    const [, width = '', height = ''] =
      /^<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    assert.ok(Number(width) > 3 && Number(width) < 200, `${width} pixels wide`);
    assert.ok(Number(height) > 5 && Number(height) < 60, `${height} pixels high`);
    assert.match(svg, /<path /);
    // Each use is of a glyph of the same picture.
    for (const [, id] of svg.matchAll(/xlink:href="#([^"]*)"/g))
      assert.ok(svg.includes(`id="${id}"`));
  });
}

test('all formulas of the shipped papers are drawn', () => {
  const text = JSON.stringify(
    loadShipped().value.papers.map((paper) => [paper.title, paper.approach, paper.findings]),
  );
  const formulas = (JSON.parse(text) as unknown[])
    .flat(2)
    .flatMap((line) => [...String(line).matchAll(/\$([^$]+)\$/g)].map((match) => match[1] ?? ''));
  assert.ok(formulas.length > 3);
  assert.deepEqual(
    formulas.filter((tex) => svgOf(tex) === undefined),
    [],
  );
});

test('in the colour that is asked for, and the same each time', () => {
  assert.match(svgOf('x', '#3b3b3b') ?? '', /^<svg [^>]*color="#3b3b3b"/);
  assert.equal(svgOf('x^2'), svgOf('x^2'));
});

const NOT_DRAWN: readonly [why: string, tex: string][] = [
  ['an error', '\\frac{a'],
  ['an unknown command', '\\nosuchcommand'],
  ['a link', '\\href{javascript:alert(1)}{x}'],
  ['a link in MathML', '\\mmlToken{mi}[href="http://x.y"]{a}'],
  ['a style', '\\style{background:url(http://x.y)}{x}'],
  ['a package', '\\require{html}'],
  ['any character', '\\unicode{65}'],
  ['a definition', '\\def\\a{\\a\\a}\\a'],
  ['a definition by LaTeX', '\\newcommand{\\a}{\\a\\a}\\a'],
  ['too wide', '\\hspace{9999em}x'],
  ['too high', '\\rule{1em}{9999em}'],
  ['too long', 'x+'.repeat(200)],
  ['too deep', '{'.repeat(5_000)],
  ['much in little', `${'\\sqrt{'.repeat(40)}x${'}'.repeat(40)}`],
  ['nothing to see', '\\quad'],
  ['several lines', 'x\\\\y'],
  ['letters of other scripts', '\\text{Привет}'],
  ['the same again', '\\text{Привет}'],
];

for (const [why, tex] of NOT_DRAWN)
  test(`not drawn, ${why}: ${tex.slice(0, 40)}`, () => assert.equal(svgOf(tex), undefined));

test('one formula leaves nothing behind for the next', () => {
  const labelled = 'x \\label{a}';
  const first = svgOf(labelled);
  assert.ok(first);
  assert.equal(svgOf('\\left('), undefined);
  // A label that is taken would be an error.
  assert.equal(svgOf(labelled), first);
});

test('text in it is text', () => {
  const svg = svgOf('\\text{<script>"&}') ?? '';
  assert.doesNotMatch(svg, /<(?!\/?(?:svg|defs|path|g|use|rect)\b)/);
});

test('the bundle is small enough to ship, with its licence', () => {
  const packed = gzipSync(readFileSync('dist/maths.js'), { level: 9 }).length;
  assert.ok(packed < 450_000, `${packed} bytes packed`);
  assert.ok(statSync('dist/maths.LICENSE.txt').size > 10_000);
});

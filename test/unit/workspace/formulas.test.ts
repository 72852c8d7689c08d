// The drawing of formulas: loaded late and once, in the colours of the client, and never the reason that a card fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Formulas } from '../../../server/src/workspace/formulas';
import { MemoryHost } from '../../support/memoryHost';

function formulasOf(loadDrawer: MemoryHost['loadDrawer']) {
  const errors: string[] = [];
  const host = Object.assign(new MemoryHost({}), { loadDrawer });
  const log = { info: () => undefined, error: (message: string) => errors.push(message) };
  return { formulas: new Formulas(host, log), errors };
}

const COLOURS: readonly [scheme: unknown, drawn: string | undefined][] = [
  ['light', 'x in #3b3b3b'],
  ['dark', 'x in #cccccc'],
  ['highContrastLight', 'x in #292929'],
  ['highContrastDark', 'x in #ffffff'],
  [undefined, undefined],
  ['mauve', undefined],
  [7, undefined],
];

for (const [scheme, drawn] of COLOURS) {
  test(`in the colours ${String(scheme)}: ${drawn ?? 'not drawn'}`, () => {
    const { formulas } = formulasOf(() => (tex, colour) => `${tex} in ${colour}`);
    formulas.setColourScheme(scheme);
    assert.equal(formulas.draw?.('x'), drawn);
  });
}

test('loaded with the first formula, and once', () => {
  let loads = 0;
  const { formulas } = formulasOf(() => {
    loads++;
    return (tex) => tex;
  });
  formulas.setColourScheme('dark');
  const { draw } = formulas;
  assert.equal(loads, 0);
  draw?.('x');
  formulas.setColourScheme('light');
  formulas.draw?.('y');
  assert.equal(loads, 1);
});

test('a drawing that cannot be loaded is told once, and formulas stay text', () => {
  const { formulas, errors } = formulasOf(() => {
    throw new Error('no such file');
  });
  formulas.setColourScheme('dark');
  assert.equal(formulas.draw?.('x'), undefined);
  assert.equal(formulas.draw?.('y'), undefined);
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /no such file/);
});

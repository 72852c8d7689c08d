// Which methods fit what a person says, in which order, and what is still asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseMethod, type MethodWishes } from '../../../server/src/core/features/chooseMethod';
import { card, method, openWorkspace } from '../../support/sampleCorpus';

const of = (id: string, fields: Readonly<Record<string, string>>) => ({
  [`snippets/${id}.py`]: method(id, 'fern2021roots', { name: id, aliases: '[]', ...fields }),
});

const opened = openWorkspace({
  'papers/fern.md': card('fern2021roots'),
  ...of('he', { layers: '[linear, convolution]', activations: '[relu]', goals: '[keeps the variance]' }),
  ...of('lsuv', { layers: '[linear, convolution]', needs: '[data batch]', goals: '[no normalisation]' }),
  ...of('mimetic', { layers: '[attention]', goals: '[small data]' }),
  ...of('average', { layers: '[any]', needs: '[several nets]' }),
  ...of('select', { layers: '[any]', needs: '[larger net, data batch]', goals: '[small data]' }),
}); // prettier-ignore

async function check(wishes: MethodWishes, names: readonly string[]): Promise<void> {
  const { methods } = chooseMethod((await opened).snapshot, wishes);
  assert.deepEqual(
    methods.map(({ name }) => name),
    names,
  );
}

test('nothing said: all, by name', () => check({}, ['average', 'he', 'lsuv', 'mimetic', 'select']));
test('a layer: those made for it first', () =>
  check({ layer: 'linear' }, ['he', 'lsuv', 'average', 'select']));
test('an activation leaves those that do not care', () =>
  check({ layer: 'linear', activation: 'relu' }, ['he', 'lsuv', 'average', 'select']));
test('another activation excludes', () =>
  check({ layer: 'linear', activation: 'tanh' }, ['lsuv', 'average', 'select']));
test('nothing at hand: what needs nothing', () => check({ atHand: [] }, ['he', 'mimetic']));
test('what is at hand is used first', () =>
  check({ atHand: ['data batch'] }, ['lsuv', 'he', 'mimetic']));
test('a method wants all that it needs', () =>
  check({ atHand: ['larger net', 'data batch'], layer: 'attention' }, ['mimetic', 'select']));
test('a goal', () => check({ goal: 'small data' }, ['mimetic', 'select']));
test('a word that is none of ours fits nothing', () => check({ goal: 'world peace' }, []));

test('what can be asked, and what each answer leaves', async () => {
  const { options } = chooseMethod((await opened).snapshot, { atHand: [] });
  const drawn = (all: readonly { value: string; count: number }[]) =>
    all.map(({ value, count }) => `${value} ${count}`).join(', ');
  assert.equal(drawn(options.layer), 'linear 1, convolution 1, attention 1');
  assert.equal(drawn(options.activation), 'relu 1');
  // What is at hand is asked anew: what was answered to it does not narrow it.
  assert.equal(drawn(options.atHand), 'data batch 2, larger net 1, several nets 1');
  assert.equal(drawn(options.goal), 'keeps the variance 1, small data 1');
});

test('a row says when and why', async () => {
  const { methods } = chooseMethod((await opened).snapshot, { goal: 'keeps the variance' });
  assert.deepEqual(methods[0], {
    id: 'he',
    name: 'he',
    when: 'In spring.',
    why: 'A root is a square.',
    initialises: 'the roots of a plant',
    fidelity: 'as in the paper',
    paperKey: 'fern2021roots',
  });
});

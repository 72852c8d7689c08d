import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMethod, type Method } from '../../../server/src/core/corpus/method';
import { checkProblems } from './problems';

/** Reads a drawn module; the marks are its problems. Undefined where no method is expected. */
function check(drawing: string, expected: Partial<Method> | undefined): void {
  const method = checkProblems(drawing, parseMethod);
  if (!expected) return assert.equal(method, undefined);
  assert.ok(method, 'The file gives no method.');
  assert.deepEqual({ ...method, ...expected }, method);
}

const HEADER = `
    # ---
    # id: lsuv
    # name: LSUV
    # paper: mishkin2015all
    # aliases: [lsuv init]
    # family: variance scaling
    # initialises: any network
    # when: Deep networks.
    # why: Each output has variance one.
    # layers: [linear, convolution]
    # needs: [data batch]
    # code: [nn.init.orthogonal_]
    # fidelity: as in the paper
    # differs: Nothing.
    # call: "lsuv_(\${1:model})"
    # ---`;

test('a header in comments, imports, and the code behind them', () => {
  const text = `${HEADER}
    """Docstring."""

    import torch
    from torch import nn

    def lsuv_(model):
        import math
        return model
    `;
  check(text, {
    id: 'lsuv',
    name: 'LSUV',
    paper: 'mishkin2015all',
    aliases: ['lsuv init'],
    family: 'variance scaling',
    why: 'Each output has variance one.',
    layers: ['linear', 'convolution'],
    activations: [],
    needs: ['data batch'],
    goals: [],
    libraryNames: ['nn.init.orthogonal_'],
    fidelity: 'as in the paper',
    call: 'lsuv_(${1:model})',
    imports: ['import torch', 'from torch import nn'],
    code: 'def lsuv_(model):\n    import math\n    return model',
  });
  check(`${HEADER}\n    def f():\n        pass`, { imports: [], code: 'def f():\n    pass' });
});

test('without code there is no method', () => {
  check(`${HEADER.replace('# id: lsuv\n', '# id: lsuv\n       ^^^^ The file holds no code.\n')}\n    import torch`, undefined);
}); // prettier-ignore

test('what a method cannot do without', () => {
  check(
    `
      # ---
      ^ "id" is missing.
      ^ "name" is missing.
      # paper: a
      # family: growth
      # initialises: any network
      # when: Always.
      # why: It grows.
      # layers: [any]
      # fidelity: more or less
      ^ "fidelity" must be one of: as in the official code, as in the paper, re-derived, in the spirit of.
      # differs: Nothing.
      # call: f()
      # ---
      def f(): pass
    `,
    undefined,
  );
});

test('any other fault costs only its field', () => {
  check(
    `
      # ---
      ^ "paper" is missing.
      ^ "when" is missing.
      ^ "call" is missing.
      # id: a
      # name: A
      # aliases: [ok, 7]
      ^ "aliases" has an item that cannot be read: 7.
      # family: cousins
      ^ "family" must be one of: variance scaling, orthogonal and identity, parametrisation, state space, growth, selection, embeddings, adapters, compression, merging, training procedure, diagnostic.
      # initialises: 5
      ^ "initialises" must be a text in quotes, not 5.
      # why: It works.
      # layers: [mlp, petals]
      ^ "layers" takes only: linear, convolution, attention, mlp, embedding, state space, recurrent, graph, adapter, transformer, coordinate net, any.
      # fidelity: re-derived
      # differs: Nothing.
      # version: "1"
      ^ "version" is not a field; known are id, name, paper, aliases, family, initialises, when, why, layers, activations, needs, goals, code, fidelity, differs, call.
      # ---
      def f(): pass
    `,
    { id: 'a', aliases: ['ok'], paper: '', when: '', call: '', family: undefined, layers: ['mlp'] },
  );
});

test('a module without header', () => {
  check('import torch\n^ The file must open with a line "# ---".', undefined);
});

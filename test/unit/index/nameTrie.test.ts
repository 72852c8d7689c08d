import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NameTrie } from '../../../server/src/core/index/nameTrie';
import { wordsOf } from '../../../server/src/core/text/words';
import { draw, readFixture } from '../../support/fixture';

/** The names in a drawn text, overlapping ones too: each mark is one, with the name it was filed as. */
function check(names: readonly string[], drawing: string): void {
  const trie = new NameTrie<string>();
  for (const name of names) trie.add(name, name);
  const { text, marks } = readFixture(drawing);
  // What can be read in two ways is found twice.
  const found = new Map(
    trie
      .matches(wordsOf(text))
      .map(({ start, end, value }) => [`${start} ${end} ${value}`, { start, end, message: value }]),
  );
  const inOrder = [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
  assert.equal(draw(text, inOrder), draw(text, marks));
}

test('a name is found as whole words, in any case', () => {
  check(
    ['LSUV', 'weight selection'],
    `
      We start from LSUV, not lsuvish or xLSUV; then Weight selection or weightselection.
                    ^^^^ LSUV
                                                     ^^^^^^^^^^^^^^^^ weight selection
      Selection of weight
    `,
  );
});

test('all names that overlap are found', () => {
  check(
    ['LLaMmlein', 'LLaMmlein 1B', '1B parameters', 'mlein'],
    `
      LLaMmlein 1B parameters
      ^^^^^^^^^^^^ LLaMmlein 1B
      ^^^^^^^^^ LLaMmlein
                ^^^^^^^^^^^^^ 1B parameters
    `,
  );
});

test('a name that begins like a longer one is found when the longer one stops short', () => {
  check(
    ['one two three four', 'two three'],
    `
      one two three five
          ^^^^^^^^^ two three
    `,
  );
});

test('spaces, hyphens and line breaks between words are the same', () => {
  check(
    ['layer-sequential unit variance'],
    `
      layer-sequential unit variance, layer sequential unit-variance,
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ layer-sequential unit variance
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ layer-sequential unit variance
      layer–sequential
      ^^^^^^^^^^^^^^^^ ...
      unit *variance*,
      ^^^^^^^^^^^^^^ layer-sequential unit variance
      layer- sequential unit variance, layer

      sequential unit variance
    `,
  );
});

test('a hyphen may be absent where the name has one, and present where it has none', () => {
  check(
    ['pre-training law', 'mimetic initialization'],
    `
      pretraining law, pre training law
      ^^^^^^^^^^^^^^^ pre-training law
                       ^^^^^^^^^^^^^^^^ pre-training law
      mimetic initiali-
      ^^^^^^^^^^^^^^^^^ ...
      zation
      ^^^^^^ mimetic initialization
      mime-
      ^^^^^ ...
      tic initialization
      ^^^^^^^^^^^^^^^^^^ mimetic initialization
    `,
  );
});

test('a hyphen that breaks a hyphenated name is one hyphen', () => {
  check(
    ['S4-PTD', 'state-space'],
    `
      S4-
      ^^^ ...
      PTD and state-
      ^^^ S4-PTD
              ^^^^^^ ...
      space
      ^^^^^ state-space
    `,
  );
});

test('punctuation in a name may be there or not, but not elsewhere', () => {
  check(
    ['Where to Begin: Efficient Pretraining', 'Reuse, Retrain'],
    `
      Where to Begin: Efficient Pretraining
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Where to Begin: Efficient Pretraining
      Where to begin. Efficient pretraining
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Where to Begin: Efficient Pretraining
      Where to begin efficient pretraining, reuse retrain
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Where to Begin: Efficient Pretraining
                                            ^^^^^^^^^^^^^ Reuse, Retrain
      Where, to begin: efficient pretraining
    `,
  );
});

test('accents, umlauts, Greek letters and apostrophes', () => {
  check(
    ['LLäMmlein', 'μ-Transfer', "Hitchhiker's Guide", 'VI³NR'],
    `
      LLaMmlein, LLaeMmlein, LLa\u0308Mmlein, llämmlein
      ^^^^^^^^^ LLäMmlein
                 ^^^^^^^^^^ LLäMmlein
                             ^^^^^^^^^^ LLäMmlein
                                         ^^^^^^^^^ LLäMmlein
      µ-transfer, mu-Transfer, muTransfer, $\\mu$-Transfer
      ^^^^^^^^^^ μ-Transfer
                  ^^^^^^^^^^^ μ-Transfer
                               ^^^^^^^^^^ μ-Transfer
                                             ^^^^^^^^^^^^ μ-Transfer
      Hitchhiker’s Guide, VI3NR
      ^^^^^^^^^^^^^^^^^^ Hitchhiker's Guide
                          ^^^^^ VI³NR
    `,
  );
});

test('names next to scripts without spaces', () => {
  check(
    ['LSUV'],
    `
      使用LSUV初始化
        ^^^^ LSUV
    `,
  );
});

test('one spelling may name several things', () => {
  const trie = new NameTrie<number>();
  for (const name of ['EVA', 'eva', 'E V A']) trie.add(name, 1);
  trie.add('EVA', 2);
  const values = trie.matches(wordsOf('EVA')).map(({ value }) => value);
  assert.deepEqual(values, [1, 2]);
});

test('names without a letter are never found', () => {
  const trie = new NameTrie<string>();
  for (const name of ['', '…', ' - ']) trie.add(name, name);
  assert.deepEqual(trie.matches(wordsOf('… - a')), []);
  assert.deepEqual(trie.matches([]), []);
});

test('every name is found in a text that holds it', () => {
  const word = fc.constantFrom('a', 'bc', 'D', 'é', 'ß', 'μ', '3', 'B2');
  const name = fc
    .array(fc.tuple(word, fc.constantFrom(' ', '-', ': ', '\n', ', ')), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.flat().slice(0, -1).join(''));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.nat(), (names, n) => {
      const trie = new NameTrie<string>();
      for (const one of names) trie.add(one, one);
      const wanted = names[n % names.length] ?? '';
      const text = `Before; ${wanted}; behind`;
      const spans = trie.matches(wordsOf(text)).map(({ start, end, value }) => [start, end, value]);
      const expected = [8, 8 + wanted.length, wanted];
      assert.ok(spans.some((span) => span.join() === expected.join()));
    }),
  );
});

test('the cost does not grow with the square of the text', () => {
  const trie = new NameTrie<string>();
  trie.add('a '.repeat(50), 'long');
  for (let i = 0; i < 5_000; i++) trie.add(`a b${i}`, `b${i}`);
  assert.equal(trie.matches(wordsOf('a '.repeat(100_000))).length, 100_000 - 49);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldedWords, wordsOf, type Gap } from '../../../server/src/core/text/words';

const SIGN: Readonly<Record<Gap, string>> = { soft: ' ', hyphen: '-', hard: ' | ' };

/** The words of each text, between them a space for a soft gap, `-` for a hyphen, `|` for a hard one. */
function check(table: readonly (readonly [text: string, expected: string])[]): void {
  for (const [text, expected] of table) {
    const drawn = wordsOf(text).map(
      (word, i) => (i === 0 ? '' : SIGN[word.gapBefore]) + word.folded,
    );
    // Folding takes Korean syllables apart.
    assert.equal(drawn.join(''), expected.normalize('NFKD'), JSON.stringify(text));
  }
}

test('white space and one line break are soft', () => {
  check([
    ['Good  Init', 'good init'],
    ['good\ninit', 'good init'],
    ['good\r\ninit', 'good init'],
    ['good\rinit', 'good init'],
    ['good \t\n    init', 'good init'],
    ['good\\\ninit', 'good init'],
    ['good\u00a0init', 'good init'],
    ['good\u202finit', 'good init'],
    ['good\n> init', 'good init'],
    ['good\n\ninit', 'good | init'],
    ['good\n> \n> init', 'good | init'],
  ]);
});

test('markup and quotes are soft', () => {
  check([
    ['**good** _init_', 'good init'],
    ['a “good” init', 'a good init'],
    ["Hitchhiker's, Hitchhiker’s", 'hitchhiker s | hitchhiker s'],
    ['$\\mu$P', 'mu p'],
    ['G_{stack}', 'g stack'],
  ]);
});

test('one hyphen or dash without spaces is a hyphen, at a line end too', () => {
  check([
    ['pre-training', 'pre-training'],
    ['pre\u2011training', 'pre-training'],
    ['state–space', 'state-space'],
    ['initiali-\nzation', 'initiali-zation'],
    ['initiali-\r\n  zation', 'initiali-zation'],
    ['*layer*-sequential', 'layer-sequential'],
    ['a - b', 'a b'],
    ['a -- b', 'a | b'],
    ['a--b', 'a | b'],
  ]);
});

test('a soft hyphen is no part of the word', () => {
  check([['initiali\u00adzation', 'initiali-zation']]);
});

test('other punctuation is hard', () => {
  check([
    ['LSUV, ZerO. Then: (EVA) or a/b', 'lsuv | zero | then | eva | or a | b'],
    ['a & b', 'a | b'],
    ['a | b', 'a | b'],
  ]);
});

test('letters of every script are words; Latin names stand out from scripts without spaces', () => {
  check([
    ['Schürholt LLa\u0308Mmlein', 'schurholt llammlein'],
    ['使用LSUV初始化', '使用 lsuv 初始化'],
    ['LSUVを使う', 'lsuv を使う'],
    ['RedWhale은 한국어', 'redwhale 은 한국어'],
    ['Ἀθῆναι', 'alphathetaetanualphaiota'],
  ]);
});

test('words have their places, and only those inside the span', () => {
  const text = 'one two-three four';
  const words = wordsOf(text, { start: 2, end: 11 });
  assert.deepEqual(
    words.map(({ start, end, gapBefore }) => [text.slice(start, end), gapBefore]),
    [
      ['e', 'hard'],
      ['two', 'soft'],
      ['thr', 'hyphen'],
    ],
  );
  assert.deepEqual(wordsOf(text, { start: 3, end: 4 }), []);
  assert.deepEqual(wordsOf(''), []);
});

test('the words of a query', () => {
  assert.deepEqual(foldedWords('C++ ~ ^ foo:bar Müller'), ['c', 'foo', 'bar', 'muller']);
});

test('every letter and digit is in exactly one word', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const words = wordsOf(text);
      let rest = text;
      for (const { start, end } of [...words].reverse()) {
        rest = rest.slice(0, start) + rest.slice(end);
      }
      assert.doesNotMatch(rest, /[\p{L}\p{N}]/u);
      words.forEach((word, i) => assert.ok(word.start >= (words[i - 1]?.end ?? 0)));
    }),
  );
});

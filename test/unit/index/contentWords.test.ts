import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentWords } from '../../../server/src/core/index/contentWords';

const TABLE: readonly (readonly [what: string, text: string, words: string])[] = [
  [
    'stop words are left out',
    'We show that the roots of a plant can grow.',
    'show roots plant grow',
  ],
  ['each as often as it stands there', 'Roots, roots and more roots', 'roots roots more roots'],
  ['folded', 'Größe, Naïve, μP', 'grosse naive mup'],
  ['numbers and single letters are left out', 'x 9.2 models of 13B and 2D', 'models 13b 2d'],
  ['addresses are left out', 'Code is at https://example.org/roots-net.git now.', 'code now'],
  ['parts of hyphened words', 'pre-trained, out-of-the-box', 'pre trained out box'],
  ['nothing', '', ''],
];

for (const [what, text, words] of TABLE) {
  test(what, () => assert.equal(contentWords(text).join(' '), words));
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, foldUmlauts, lettersOf } from '../../../server/src/core/text/fold';

function check(table: Readonly<Record<string, string>>, folding = fold): void {
  for (const [text, expected] of Object.entries(table)) assert.equal(folding(text), expected, text);
}

test('case and accents do not count', () => {
  check({
    LSUV: 'lsuv',
    Müller: 'muller',
    'Mu\u0308ller': 'muller',
    LLäMmlein: 'llammlein',
    'Schürholt, Šarūnas, Nguyễn': 'schurholt, sarunas, nguyen',
    İstanbul: 'istanbul',
  });
});

test('letters that Unicode does not take apart are spelled out', () => {
  check({
    Łukasz: 'lukasz',
    Straße: 'strasse',
    STRAẞE: 'strasse',
    Søren: 'soren',
    Þórr: 'thorr',
    Đặng: 'dang',
    'æther, Œuvre': 'aether, oeuvre',
    ılık: 'ilik',
  });
});

test('Greek letters are spelled out, whichever of their signs was typed', () => {
  check({
    μP: 'mup', // U+03BC, the letter
    µP: 'mup', // U+00B5, the micro sign
    muP: 'mup',
    'α-ReQ': 'alpha-req',
    ΣΑΣ: 'sigmaalphasigma',
    σς: 'sigmasigma',
    ώ: 'omega',
    '𝜇-Transfer': 'mu-transfer',
    'ϑ, ϕ': 'theta, phi',
  });
});

test('compatibility forms are their letters', () => {
  check({
    eﬀicient: 'efficient',
    ＬＳＵＶ: 'lsuv',
    'I²F': 'i2f',
    'VI³NR': 'vi3nr',
    ℓ1: 'l1',
    '①': '1',
  });
});

test('other scripts and punctuation stay', () => {
  check({ 初始化: '初始化', 'C++ ~ ^': 'c++ ~ ^', '': '' });
});

test('umlauts have a second spelling', () => {
  assert.equal(foldUmlauts('LLäMmlein'), 'llaemmlein');
  assert.equal(foldUmlauts('LLa\u0308Mmlein'), 'llaemmlein');
  assert.equal(foldUmlauts('Müßig Ångström'), 'muessig aangstroem');
  assert.equal(foldUmlauts('Mueller'), undefined);
  assert.equal(foldUmlauts('café'), undefined);
});

test('the letters of a name, in their case', () => {
  check({ 'LSUV-init': 'LSUVinit', 'Init[A]': 'InitA', 'G_{stack}': 'Gstack' }, lettersOf);
  check({ 'LLa\u0308Mmlein 1B': 'LLäMmlein1B', '…': '' }, lettersOf);
});

test('folding twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(fold(fold(text)), fold(text));
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode } from '../../../server/src/workspace/decode';
import { asciiText } from '../../../server/src/workspace/nodeHost';

type Encode = (text: string) => Uint8Array;

const utf8: Encode = (text) => Buffer.from(text, 'utf8');
const utf16le: Encode = (text) => Buffer.from(text, 'utf16le');
const utf16be: Encode = (text) => Buffer.from(text, 'utf16le').swap16();
const latin1: Encode = (text) => Buffer.from(text, 'latin1');
const MARK = '\ufeff';
const TEXT = '@article{müller,\r\n  title = {Ünïcödé “quotes” 初始化 😀}\r\n}\n';

test('what is declared or certain is read without a word', () => {
  const plain = new Set(['ASCII', 'nothing', 'one NUL']);
  const table: readonly (readonly [string, Uint8Array, string, string])[] = [
    ['UTF-8', utf8(TEXT), TEXT, 'utf-8'],
    ['UTF-8 with mark', utf8(MARK + TEXT), TEXT, 'utf-8'],
    ['UTF-16 LE with mark', utf16le(MARK + TEXT), TEXT, 'utf-16le'],
    ['UTF-16 BE with mark', utf16be(MARK + TEXT), TEXT, 'utf-16be'],
    ['UTF-16 with mark, no ASCII', utf16le(`${MARK}初始化`), '初始化', 'utf-16le'],
    ['ASCII', utf8('a\r\nb'), 'a\r\nb', 'utf-8'],
    ['nothing', utf8(''), '', 'utf-8'],
    ['mark only', utf8(MARK), '', 'utf-8'],
    ['one NUL', utf8(`${'a'.repeat(50)}\0`), `${'a'.repeat(50)}\0`, 'utf-8'],
  ];
  for (const [name, bytes, text, encoding] of table)
    assert.deepEqual(decode(bytes, asciiText), { text, encoding, isAscii: plain.has(name) }, name);
});

test('what is assumed or lost is told', () => {
  const latin = 'Müller, Gödel';
  const table: readonly (readonly [string, Uint8Array, string, string, RegExp])[] = [
    ['UTF-16 LE', utf16le(TEXT), TEXT, 'utf-16le', /UTF-16LE.*mark/],
    ['UTF-16 BE', utf16be(TEXT), TEXT, 'utf-16be', /UTF-16BE.*mark/],
    ['Latin-1', latin1(latin), latin, 'windows-1252', /Windows-1252/],
    ['Windows-1252', latin1('\x93a\x94 \x80'), '“a” €', 'windows-1252', /Windows-1252/],
    [
      'UTF-8 with a wrong byte',
      Buffer.concat([utf8('äöü '), latin1('ß'), utf8(' é')]),
      'äöü \ufffd é',
      'utf-8',
      /not UTF-8/,
    ],
    ['UTF-8 broken off', utf8('äöü').subarray(0, 5), 'äö\ufffd', 'utf-8', /not UTF-8/],
    [
      'UTF-16 with half a letter',
      utf16le(`${MARK}ab`).subarray(0, 5),
      'a\ufffd',
      'utf-16le',
      /not UTF-16LE/,
    ],
  ];
  for (const [name, bytes, text, encoding, problem] of table) {
    const decoded = decode(bytes, asciiText);
    assert.deepEqual([decoded.text, decoded.encoding], [text, encoding], name);
    assert.match(decoded.problem ?? '', problem, name);
  }
});

test('any text comes back from UTF-8, and from UTF-16 with a mark', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (drawn) => {
      const text = drawn.replace(/^\ufeff+/, '');
      for (const encode of [utf8, utf16le, utf16be])
        assert.equal(decode(encode(MARK + text), asciiText).text, text);
    }),
  );
});

test('bytes are read the same by a host that has no quick way to ASCII', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 0x83, maxLength: 20 }), (bytes) => {
      const { isAscii, ...slow } = decode(bytes, () => undefined);
      assert.ok(!isAscii, 'it does not know');
      const { isAscii: isKnown, ...quick } = decode(bytes, asciiText);
      assert.deepEqual(quick, slow);
      if (isKnown) assert.equal(quick.text.length, bytes.length);
    }),
    { numRuns: 2000 },
  );
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assert.equal(typeof decode(bytes, asciiText).text, 'string');
    }),
    { numRuns: 2000 },
  );
});

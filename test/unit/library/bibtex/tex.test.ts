import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTex, decodeVerbatim } from '../../../../server/src/core/library/bibtex/tex';

function check(decode: (tex: string) => string, table: Readonly<Record<string, string>>): void {
  for (const [tex, expected] of Object.entries(table)) assert.equal(decode(tex), expected, tex);
}

test('accents, however they are written', () => {
  check(decodeTex, {
    'G\\"odel': 'Gödel', '{G{\\"o}del}': 'Gödel', 'G\\"{o}del': 'Gödel', 'G{\\" o}del': 'Gödel',
    "Erd{\\H o}s": 'Erdős', '\\H{o}': 'ő', '\\v{c}\\v z': 'čž', '\\c c\\c{S}': 'çŞ', '\\k{a}': 'ą',
    "\\'{\\i}": 'í', "\\'\\i{}": 'í', '{\\`\\i}': 'ì', '\\^{\\j}': 'ĵ', '\\r{u}\\r A': 'ůÅ', '\\=a\\.z\\u g': 'āżğ',
    "\\'{\\^e}": 'ế', '\\~n': 'ñ', '\\b{d}': 'ḏ', '\\d{s}': 'ṣ', '\\textcommabelow{s}': 'ș',
    'na\\"\\i ve': 'naïve', '\\"{\\text{u}}': 'ü', "\\'": '', "a\\'{}b": 'a\'b', '\\^{}': '^', '\\~{}': '~',
    "\\'.x": '.x',
  }); // prettier-ignore
});

test('letters and signs', () => {
  check(decodeTex, {
    '{\\ss}\\o{}\\O{}\\l \\L': 'ßøØłŁ', '{\\aa}{\\AA}{\\ae}{\\AE}{\\oe}{\\OE}': 'åÅæÆœŒ', '\\i \\j': 'ıȷ',
    '\\& \\% \\$ \\# \\_ \\{ \\}': '& % $ # _ { }', 'a~b\\ c\\\\d': 'a b c d', 'a\\,b\\-c\\/d': 'a bcd',
    '1--2---3-4': '1–2—3-4', "``a'' `b' c's": '“a” ‘b’ c’s', "don't": "don't", '\\ldots\\ x': '… x',
    '\\textasciitilde{}x\\textbackslash y': '~x\\y', '\\LaTeX{} and \\TeX': 'LaTeX and TeX', '\\copyright~X': '© X',
    '{\\unicode{657}}\\unicode{9999999}\\unicode{x}': 'ʑ',
    'e\u0301': 'é',
  }); // prettier-ignore
});

test('commands and braces leave their text', () => {
  check(decodeTex, {
    '{The {BERT} Model}': 'The BERT Model',
    '\\emph{a} \\textit {b} {\\em c} {\\bf\nd}': 'a b c d',
    '\\unknown{a}{b}\\other c': 'abc',
    'a\\footnote{b}': 'ab',
    '\\url{http://x.org/~a_b--c} \\href{http://x.org}{here}': 'http://x.org/~a_b--c here',
    '\\enquote{a {b} \\enquote{c}} d': '“a b “c”” d',
    '{\\noopsort{a}}B': 'B',
    'two\n   lines\t and  blanks ': 'two lines and blanks',
    'open { and } closed } again': 'open and closed again',
    '\\url{never closed': 'never closed',
    'ends with \\': 'ends with',
  });
});

test('simple formulas read as text, others stay with their dollars', () => {
  check(decodeTex, {
    '$\\mu$P': 'μP',
    '$k$-means': 'k-means',
    '$\\alpha \\to \\infty$': 'α→∞',
    '$x^2$ and $O(n \\log n)$': '$x^2$ and $O(n \\log n)$',
    '$\\ell_1$': '$ℓ_1$',
    '$\\mathcal{O}(n)$': '$\\mathcal{O}(n)$',
    'costs \\$20 or $20': 'costs $20 or $20',
    '$a \\$ b$ {c}': '$a \\$ b$ c',
    '\\(n\\) rooms': 'n rooms',
  });
});

test('addresses and identifiers keep their signs', () => {
  check(decodeVerbatim, {
    'http://x.org/~a--b_c?d=%20&e#f': 'http://x.org/~a--b_c?d=%20&e#f',
    'http://x.org/a\\_b\\%20\\&c\\#d\\~{}e': 'http://x.org/a_b%20&c#d~e',
    '\\url{http://x.org}': 'http://x.org',
    'http://x.org/{\\textasciitilde}me': 'http://x.org/~me',
    ' {x} ': 'x',
  });
});

test('plain text is given back as it is', () => {
  for (const text of ['', 'Plain', 'It’s 100% plain: a-b, (c) & "d"', '使用LSUV', 'é']) {
    assert.equal(decodeTex(text), text);
    assert.equal(decodeVerbatim(text), text);
  }
});

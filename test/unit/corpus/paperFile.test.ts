import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Paper } from '../../../server/src/core/corpus/paper';
import { parsePaper } from '../../../server/src/core/corpus/paperFile';
import { checkProblems } from './problems';

/** Reads a drawn card; the marks are its problems. `expected` is compared with the paper, undefined for none. */
function check(drawing: string, expected: Partial<Paper> | undefined): void {
  const paper = checkProblems(drawing, parsePaper);
  if (!expected) return assert.equal(paper, undefined);
  assert.ok(paper, 'The card gives no paper.');
  assert.deepEqual({ ...paper, ...expected }, paper);
}

test('a card with all fields', () => {
  const text = `
    ---
    key: mishkin2015all
    title: "All you need is a good init"
    titles: ["Another title"]
    authors:
      - {given: "Dmytro", family: "Mishkin"}
      - {family: "The Group"}
    year: 2015
    arxiv: "1511.06422"
    category: "cs.LG"
    venue: "ICLR 2016"
    doi: "10.1000/182"
    code: "https://github.com/ducha-aiki/LSUVinit"
    unconfirmed: [category]
    note: "A note."
    names:
      - "LSUV"
      - { name: "Init", when: evidence, cues: ["orthonormal"] }
      - { name: "INIT", when: exact }
    themes: [variance]
    terms: [ReLU, maxout]
    related:
      - {key: kumar2017weight, why: "Also on variance."}
    ---
    The summary.

    ## Problem
    - One.
  `;
  check(text, {
    key: 'mishkin2015all',
    title: 'All you need is a good init',
    titles: ['Another title'],
    authors: [{ given: 'Dmytro', family: 'Mishkin' }, { family: 'The Group' }],
    year: 2015,
    kind: 'inproceedings',
    arxiv: '1511.06422',
    category: 'cs.LG',
    venue: 'ICLR 2016',
    doi: '10.1000/182',
    code: 'https://github.com/ducha-aiki/LSUVinit',
    unconfirmed: ['category'],
    note: 'A note.',
    names: [
      { name: 'LSUV', when: 'always', cues: [] },
      { name: 'Init', when: 'evidence', cues: ['orthonormal'] },
      { name: 'INIT', when: 'exact', cues: [] },
    ],
    themes: ['variance'],
    terms: ['ReLU', 'maxout'],
    related: [{ key: 'kumar2017weight', why: 'Also on variance.' }],
    summary: 'The summary.',
    problem: ['One.'],
  });
  check(text.replaceAll('\n', '\r\n').replace(/^\r\n/, '\n'), { key: 'mishkin2015all' });
});

test('a card needs no more than key, title, author, year and a summary', () => {
  check(
    `
      ---
      key: a
      title: A
      authors: [{family: B}]
      year: 2020
      ---
      The summary.
    `,
    { key: 'a', kind: 'preprint', names: [], themes: [], related: [], findings: [] },
  );
});

test('without what it needs, it gives no paper, and tells all that is missing', () => {
  check(
    `
      ---
      ^^^ "key" is missing.
      ^^^ "title" is missing.
      ^^^ "year" is missing.
      ^^^ The paper needs at least one author.
      arxiv: "1511.06422"
      ---
      The summary.
    `,
    undefined,
  );
});

test('what it needs, but wrong', () => {
  check(
    `
      ---
      key: "two words"
      ^^^ The key "two words" cannot be cited: use letters, digits and _ : . + / - inside.
      title: 17
      ^^^^^ "title" must be a text in quotes, not 17.
      authors: Mishkin
      ^^^^^^^ "authors" must be a list, not "Mishkin".
      ^^^^^^^ The paper needs at least one author.
      year: "2015"
      ^^^^ "year" must be a number of four digits.
      ---
      The summary.
    `,
    undefined,
  );
});

test('an empty or absurd year and key', () => {
  const card = (key: string, year: string) =>
    parsePaper(
      'a.md',
      `---\nkey: ${key}\ntitle: A\nauthors: [{family: B}]\nyear: ${year}\n---\nS.`,
    );
  for (const year of ['', '15', '2015.5', '99999', 'soon', '-2000', '[2015]']) {
    assert.equal(card('a', year).value, undefined, year);
    assert.equal(card('a', year).problems.length, 1, year);
  }
  for (const key of ['""', '-a', 'a;b', 'a b', '"@a"', '{a: b}']) {
    assert.equal(card(key, '2015').value, undefined, key);
  }
});

test('any other fault costs only its field', () => {
  check(
    `
      ---
      key: a
      title: A
      authors: [{family: B}]
      year: 2020
      kind: book
      ^^^^ "kind" must be article, inproceedings or preprint.
      arxiv: 1511.06422
      ^^^^^ "arxiv" must be a text in quotes, not 1511.06422.
      category: [cs.LG]
      ^^^^^^^^ "category" must be a text in quotes, not ["cs.LG"].
      venue: ""
      ^^^^^ "venue" must be a text in quotes, not "".
      doi: "https://doi.org/10.1000/182"
      ^^^ "doi" is "https://doi.org/10.1000/182": it is not a DOI; give it without its resolver.
      code: "javascript:alert(1)"
      ^^^^ "code" is "javascript:alert(1)": it must be an http(s) address.
      colour: red
      ^^^^^^ "colour" is not a field; known are key, title, titles, authors, year, kind, arxiv, category, venue, doi, code, unconfirmed, note, names, themes, terms, related.
      themes: variance
      ^^^^^^ "themes" must be a list, not "variance".
      ---
      The summary.
    `,
    { key: 'a', kind: 'preprint', themes: [] },
  );
});

test('an item that cannot be read costs only the item, and is told on its line', () => {
  check(
    `
      ---
      key: a
      title: A
      authors:
        - {family: B}
        - {given: "No family"}
        ^ "authors" has an item that cannot be read: {"given":"No family"}.
        - {given: 7, family: C}
        ^ "authors" has an item that cannot be read: {"given":7,"family":"C"}.
        - Some One
        ^ "authors" has an item that cannot be read: "Some One".
      year: 2020
      names:
        - Good
        - 17
        ^ "names" has an item that cannot be read: 17.
        - {name: X, when: sometimes}
        ^ "names" has an item that cannot be read: {"name":"X","when":"sometimes"}.
        - {name: Y, when: evidence, cues: LoRA}
        ^ "names" has an item that cannot be read: {"name":"Y","when":"evidence","cues":"LoRA"}.
      terms:
        - ReLU
        -
        ^ "terms" has an item that cannot be read: null.
      related:
        - {key: b}
        ^ "related" has an item that cannot be read: {"key":"b"}.
      ---
      The summary.
    `,
    {
      authors: [{ family: 'B' }],
      names: [{ name: 'Good', when: 'always', cues: [] }],
      terms: ['ReLU'],
      related: [],
    },
  );
});

test('a field of an item that is not known costs nothing, and is told on the line of the item', () => {
  check(
    `
      ---
      key: a
      title: A
      authors:
        - {family: B}
        - {family: C, name: D}
        ^ "authors" has an item with "name", which is not a field; known are given, family.
      year: 2020
      names:
        - {name: X, whn: exact}
        ^ "names" has an item with "whn", which is not a field; known are name, when, cues.
      related:
        - {key: b, why: "Like it.", strength: 2}
        ^ "related" has an item with "strength", which is not a field; known are key, why.
        - {key: c, wy: "Like it."}
        ^ "related" has an item that cannot be read: {"key":"c","wy":"Like it."}.
        ^ "related" has an item with "wy", which is not a field; known are key, why.
        - {key: d, why: " "}
        ^ "related" has an item that cannot be read: {"key":"d","why":" "}.
      ---
      The summary.
    `,
    {
      authors: [{ family: 'B' }, { family: 'C' }],
      names: [{ name: 'X', when: 'always', cues: [] }],
      related: [{ key: 'b', why: 'Like it.' }],
    },
  );
});

test('front matter that cannot be read', () => {
  check(
    `
      No front matter.
      ^^ The file must open with a line "---".
    `,
    undefined,
  );
  check(
    `
      ---
      ^^^ The front matter is not closed by a line "---".
      key: a
    `,
    undefined,
  );
  check(
    `
      ---
      - a list
      ^ The front matter must be a list of "field: value" lines.
      ---
    `,
    undefined,
  );
  check(
    `
      ---
      key: &anchor a
      title: *anchor
      ^^^^^ Aliases (*name) are not supported.
      note: *missing
      ^^^^ Aliases (*name) are not supported.
      ---
    `,
    undefined,
  );
});

test('a fault of the YAML is told on its line', () => {
  const { value, problems } = parsePaper('a.md', '---\nkey: a\ntitle: "open\nyear: 2020\n---\n');
  assert.equal(value, undefined);
  assert.deepEqual(
    problems.map(({ line }) => line >= 3 && line <= 5),
    problems.map(() => true),
  );
  assert.ok(problems.length > 0);
  const twice = parsePaper('a.md', '---\nkey: a\nkey: b\n---\n');
  assert.deepEqual(twice.problems, [{ file: 'a.md', line: 3, message: 'Map keys must be unique' }]);
});

test('never throws, whatever the file holds', () => {
  const piece = fc.constantFrom(
    '---', '# ---', 'key: a', 'title: "A"', 'authors: [{family: B}]', 'year: 2020', '- x', '  - y: z', 'a: *b',
    'a: &b c', '? [q]', ': w', '!!binary x', '<<: {a: b}', '__proto__: {a: b}', 'constructor: 1', '[', '}', '"', '\t', '## Problem',
    '- point', 'text', '', '\u0000', '\uFEFF',
  ); // prettier-ignore
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (lines) => {
      const { value, problems } = parsePaper('a.md', lines.join('\n'));
      assert.ok(value ?? problems.length > 0);
      const last = Math.max(1, lines.length);
      for (const { line } of problems) assert.ok(line >= 1 && line <= last, `line ${line}`);
    }),
    { numRuns: 500, examples: [[['---', 'key: a', '---']]] },
  );
});

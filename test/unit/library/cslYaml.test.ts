import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cslYaml, inlineReferences } from '../../../server/src/core/library/cslYaml/cslYaml';
import { checkCuts, keysOf, marked, only, readAll, textAt } from './readingSections';
import { YAML_LIST } from './yamlList';

test('the key, exactly as it stands', () => {
  const table: Readonly<Record<string, string>> = {
    '- id: ‸smith2020‸': 'smith2020',
    '- id: ‸a:b/c‸ # comment': 'a:b/c',
    '- title: x\n  id: "‸m\\u00fcller‸"': 'müller',
    "- id: '‸it''s‸'\n  title: x": "it's",
    '- "id": ‸k‸': 'k',
    '- id: ‸12‸': '12',
    '- {title: x, id: ‸k‸}': 'k',
    '-\n  id: ‸k‸': 'k',
    '-   id: ‸k‸\n    title: x': 'k',
    '- id:\n    ‸k‸': 'k',
    '- author: [{id: no}]\n  id: ‸k‸': 'k',
    '- id: &x ‸k‸\n  title: *x': 'k',
    '- id: ""\n  citation-key: ‸k‸': 'k',
  };
  for (const [drawn, key] of Object.entries(table)) {
    const { text, offsets } = marked(drawn);
    for (const indent of ['', '    ']) {
      const opening = `references: # the list\n${indent}`;
      const entry = only(cslYaml, opening + text.replaceAll('\n', `\n${indent}`));
      assert.equal(entry.key, key, drawn);
      assert.equal(
        textAt(entry, entry.keySpan).replaceAll(`\n${indent}`, '\n'),
        text.slice(...offsets),
        drawn,
      );
    }
  }
});

test('a list below "references", a bare list, and what may stand around them', () => {
  const items = '- id: a\n  title: x\n\n# comment\n- id: b\n';
  for (const text of [
    items,
    `---\n${items}...\n`,
    `%YAML 1.2\n---\n# comment\n${items}`,
    `references:\n${items}`,
    `---\nreferences:   # comment\n\n# comment\n${items}---\n`,
    `"references" :\n${items}`,
    `title: x\ntags:\n- one\n- two\nreferences:\n${items}other:\n- id2: three\n- four\n`,
    `references:\n  ${items.replaceAll('\n', '\n  ')}\nnocite: |\n  @a, @b\n`,
    'references: [{id: a, title: x}, {id: b}]\n',
    'references: [{id: a, title: "x]"},\n  {id: b}\n]\nother: x\n',
  ])
    for (const file of [text, text.replaceAll('\n', '\r\n'), text.trimEnd()]) {
      const reading = readAll(cslYaml, file);
      assert.deepEqual(keysOf(reading), ['a', 'b'], file);
      assert.deepEqual(reading.problems, [], file);
      checkCuts(cslYaml, file);
    }
  for (const text of [
    '',
    '\n',
    '---\n---\n',
    'references:\n',
    'references: []\n',
    'a:\n- id2: b\n',
  ])
    assert.deepEqual(readAll(cslYaml, text).entries, [], text);
});

test('what looks like an item or a list inside of a value is none', () => {
  const reading = readAll(cslYaml, YAML_LIST);
  assert.deepEqual(keysOf(reading), ['a', 'b', 'c']);
  assert.deepEqual(reading.problems, []);
  assert.deepEqual(reading.entries[1]?.authors, ['van Gogh']);
  assert.equal(reading.entries[2]?.year, 2015);
  checkCuts(cslYaml, YAML_LIST);
});

test('strings are Markdown, as for Pandoc', () => {
  const table: Readonly<Record<string, string>> = {
    "'[GPT]{.nocase} is *very* **big**'": 'GPT is very big',
    'a snake_case_name, a_b_ and 2 * 3 * 4': 'a snake_case_name, a_b_ and 2 * 3 * 4',
    "'<i>E. coli</i> _in vitro_'": 'E. coli in vitro',
    "'costs \\$5 \\* [1]'": 'costs $5 * [1]',
    '$\\mu$P': '$\\mu$P',
    '1984': '1984',
    '>\n    two\n    lines': 'two lines',
  };
  for (const [title, plain] of Object.entries(table))
    assert.equal(only(cslYaml, `- id: k\n  title: ${title}\n`).title, plain, title);
});

test('what Pandoc escapes in keys, DOIs and URLs is unescaped', () => {
  const item = String.raw`{id: a_b\*c, DOI: 10.1000/a\_b_c*d*, URL: "https://e.org/a\\_b"}`;
  const entry = only(cslYaml, `- ${item}\n`);
  assert.equal(entry.key, 'a_b*c');
  assert.equal(textAt(entry, entry.keySpan), String.raw`a_b\*c`);
  assert.equal(entry.doi, '10.1000/a_b_c*d*');
  const details = cslYaml.details(entry, { string: () => undefined, entry: () => undefined });
  assert.equal(details.url, 'https://e.org/a_b');
});

test('fields with the places of names and values', () => {
  const text =
    '- id: "k"\n  DOI: 10.1/x\n  empty:\n  author: [{a: "}" }, {b: 1 } ]\n  issued:\n  - year: 2015\n';
  const entry = only(cslYaml, `references:\n${text}`);
  const fields = cslYaml.fields(entry);
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['id', 'doi', 'empty', 'author', 'issued'],
  );
  assert.deepEqual(
    fields.map(({ nameSpan }) => textAt(entry, nameSpan)),
    ['id', 'DOI', 'empty', 'author', 'issued'],
  );
  assert.deepEqual(
    fields.map(({ valueSpan }) => textAt(entry, valueSpan)),
    ['"k"', '10.1/x', '', '[{a: "}" }, {b: 1 } ]', '- year: 2015'],
  );
});

test('a broken entry costs itself, and is told', () => {
  const lost: readonly string[] = [
    '- id: "x\n  type: book',
    '- id: [x\n  type: book',
    '- title: no key',
    '- id: *x',
    '- just text',
    '- [a list]',
    '-',
    '- \tid: x',
    '- id: !what x',
  ];
  for (const item of lost) {
    const text = YAML_LIST.replace('- id: b', `${item}\n- id: b`);
    const reading = readAll(cslYaml, text);
    assert.deepEqual(keysOf(reading), ['a', 'b', 'c'], item);
    assert.equal(reading.problems.length, 1, item);
    checkCuts(cslYaml, text);
  }
});

test('what is in front of a fault stays', () => {
  const kept: readonly string[] = [
    '- id: x\n  title: One\n  note: a: b',
    '- id: x\n  title: One\n  title: Two',
    '- id: x\n  title: One\n   note: too far right',
    '- id: x\n  title: One\n note: too far left',
    '- id: x\n  title: One\n  note: *other',
    '- id: x\n  title: One\n  author: [{family: X}',
  ];
  for (const item of kept) {
    const text = YAML_LIST.replace('- id: b', `${item}\n- id: b`);
    const reading = readAll(cslYaml, text);
    assert.deepEqual(keysOf(reading), ['a', 'x', 'b', 'c'], item);
    assert.equal(reading.entries[1]?.title, 'One', item);
    assert.equal(reading.problems.length, 1, item);
    const nothing = { string: () => undefined, entry: () => undefined };
    if (reading.entries[1]) assert.equal(cslYaml.details(reading.entries[1], nothing).title, 'One');
    checkCuts(cslYaml, text);
  }
});

test('a line too far left does not end the list', () => {
  for (const line of ['type: book', 'text that runs on', '- id: no', '\ttype: book', '---']) {
    const text = YAML_LIST.replaceAll('\n', '\n  ').replace('    type: book', line);
    const reading = readAll(cslYaml, text);
    assert.deepEqual(keysOf(reading), ['a', 'b', 'c'], line);
    assert.ok(reading.problems.length > 0, line);
    checkCuts(cslYaml, text);
  }
});

test('anchors do not reach into other entries, and that is said', () => {
  const { entries, problems } = readAll(cslYaml, '- &x\n  id: a\n- *x\n- id: b\n  note: *x\n');
  assert.deepEqual(
    entries.map(({ key }) => key),
    ['a', 'b'],
  );
  for (const { message } of problems) assert.match(message, /alias/i);
  assert.equal(problems.length, 2);
});

test('references that are no list are told', () => {
  for (const text of ['references: refs.json\n', 'references: {id: a}\n', 'references: |\n  x\n'])
    assert.equal(readAll(cslYaml, text).problems.length, 1, text);
});

test('the front matter of a note', () => {
  const note = `---\r\ntitle: x\r\nnocite: '@*'\r\n${YAML_LIST.replaceAll('\n', '\r\n')}---\r\n`;
  const section = inlineReferences(note);
  assert.deepEqual(
    section?.entries.map(({ keySpan }) => note.slice(keySpan.start, keySpan.end)),
    ['a', 'b', 'c'],
  );
  assert.equal(section?.text, note);
  assert.equal(inlineReferences('title: references:\nother: x\n'), undefined);
  assert.equal(inlineReferences('title: x\n- id: a\n'), undefined);
  assert.deepEqual(inlineReferences('references:\n')?.entries, []);
});

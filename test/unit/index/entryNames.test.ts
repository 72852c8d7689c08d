import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildEntryNames, type EntryNames } from '../../../server/src/core/index/entryNames';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { entriesOf, entry, finish, follow } from './entryFixtures';
import { LIBRARY, NAMED, UNNAMED } from './entrySentences';

const library = entriesOf(LIBRARY);
const names = finish(buildEntryNames(library));

/** The note with its names marked as in the sentences. */
function marked(text: string, index: EntryNames): string {
  const found = parseMarkdown(text).blocks.flatMap(({ start: base, facts }) =>
    index.namesIn(facts).map(({ start, end, entries }) => {
      const keys = entries.map(({ key }) => key).sort();
      return { start: base + start, end: base + end, keys: keys.join(',') };
    }),
  );
  return found.reduceRight(
    (out, { start, end, keys }) =>
      `${out.slice(0, start)}⟦${out.slice(start, end)}⟧{${keys}}${out.slice(end)}`,
    text,
  );
}

function unmarked(labelled: string): string {
  return labelled.replace(/⟦([^⟧]*)⟧\{[^}]*\}/g, '$1');
}

for (const [what, notes] of [...Object.entries(NAMED), ...Object.entries(UNNAMED)]) {
  test(what, () => {
    assert.deepEqual(
      notes.map((note) => marked(unmarked(note), names)),
      notes,
    );
  });
}

test('the whole table stands in the way of nothing: all notes in one', () => {
  const notes = [...Object.values(NAMED), ...Object.values(UNNAMED)].flat();
  const document = notes.filter((note) => !/^(?:---|```)/.test(note)).join('\n\n');
  assert.equal(marked(unmarked(document), names), document);
});

test('a changed library names what a new one names', () => {
  const word = fc.constantFrom('Adams', 'Berg', 'Costa', 'Dahl');
  const drawn = fc.record({
    authors: fc.array(word, { minLength: 1, maxLength: 3 }),
    year: fc.integer({ min: 2015, max: 2017 }),
    title: fc
      .array(fc.constantFrom('wide', 'deep', 'networks', 'initialised', 'slowly'), { minLength: 3 })
      .map((words) => words.join(' ')),
  });
  const drawnEntries = fc
    .array(drawn, { maxLength: 40 })
    .map((all) => all.map((fields, i) => entry({ ...fields, key: `k${i}` })));
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 })), { maxLength: 6 });
  fc.assert(
    fc.property(drawnEntries, changes, (all, steps) => {
      const { index, live } = follow(all, steps, buildEntryNames);
      const note = all
        .map(({ title, authors, year }) => `${title}. ${authors.join(' and ')} (${year}).`)
        .join('\n\n');
      assert.equal(marked(note, index), marked(note, finish(buildEntryNames(live))));
    }),
  );
});

test('spans lie in the text, in order, apart, whatever it is made of', () => {
  const piece = fc.constantFrom(
    'He', 'et al.', '(2015)', '2015', 'and', '&', ',', 'Glorot', 'Bengio', '2010', "'s", '\n', ' ', '-',
    'Attention Is All You Need', 'attention is all', 'you need', '深度学习', '*', '(', ')', 'é', '\u0301', '\n\n',
  ); // prettier-ignore
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      for (const { facts } of parseMarkdown(pieces.join(' ')).blocks) {
        let last = 0;
        for (const { start, end, entries } of names.namesIn(facts)) {
          assert.ok(last <= start && start < end && end <= facts.text.length);
          assert.ok(entries.length > 0);
          last = end;
        }
      }
    }),
  );
});

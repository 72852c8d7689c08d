import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  oversizedParagraphs,
  PARAGRAPH_LIMIT,
} from '../../../server/src/core/syntax/paragraphLimit';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';

/** The paragraphs of `text` that are longer than ten characters. */
function check(text: string, expected: readonly string[]): void {
  const found = oversizedParagraphs(text, 10).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(found, expected, JSON.stringify(text));
}

test('runs of lines without a blank line are measured', () => {
  check('short', []);
  check('exactly 10', []);
  check('longer than ten', ['longer than ten']);
  check('one\ntwo\nthree', ['one\ntwo\nthree']);
  check('one\n\ntwo\n  \nthree\n\nfour', []);
  check('one\r\n\r\ntwo\r\n\r\nthree', []);
  check('a\n\nlonger than ten\n\nb', ['longer than ten\n']);
  check('first of two\n\nsecond of two', ['first of two\n', 'second of two']);
});

test('lists, tables, quotes, headings and fences begin afresh', () => {
  check('- one\n- two\n- three\n1. four\n2) five', []);
  check('| a |\n| b |\n> c\n> d\n# e\n# f', []);
  check('one\n```\ntwo\n```\nthree', []);
});

test('a note leaves out what is too long, and reads the rest', () => {
  const long = `[@long] ${'word '.repeat(PARAGRAPH_LIMIT / 5)}`;
  const text = `[@before]\n\n${long}\n\n[@after]\n`;
  const note = parseMarkdown(text);
  const keys = note.blocks.flatMap(({ facts }) => facts.citations.map(({ key }) => key));
  assert.deepEqual(keys, ['before', 'after']);
  assert.deepEqual(
    note.skipped.map(({ start, end }) => text.slice(start, end)),
    [`${long}\n`],
  );
});

test('a paragraph of the longest length is read', () => {
  const text = `[@long] ${'word '.repeat(PARAGRAPH_LIMIT / 5)}`.slice(0, PARAGRAPH_LIMIT);
  const note = parseMarkdown(text);
  assert.equal(note.blocks[0]?.facts.citations[0]?.key, 'long');
});

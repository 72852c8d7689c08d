import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MentionIndex } from '../../../server/src/core/index/mentionIndex';
import { subjectAt } from '../../../server/src/core/index/subjectAt';
import { Works } from '../../../server/src/core/index/works';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { Catalog } from '../../../server/src/core/works/catalog';
import { readFixture } from '../../support/fixture';
import { loadShipped } from '../../support/repository';

const catalog = new Catalog([loadShipped().value]);
const mentions = new MentionIndex(catalog);
const works = new Works(catalog, [], []);

/** Every place of a drawn note: under a mark stands its paper, elsewhere none. */
function check(drawing: string): void {
  const { text, marks } = readFixture(drawing);
  const note = parseMarkdown(text);
  for (let offset = 0; offset <= text.length; offset++) {
    const mark = marks.find(({ start, end }) => start <= offset && offset < end);
    const found = subjectAt(note, offset, works, mentions);
    const where = `${text.slice(0, offset)}|${text.slice(offset)}`;
    assert.equal(found?.work.key, mark?.message, where);
    if (found && mark) assert.deepEqual(found.span, { start: mark.start, end: mark.end }, where);
  }
}

test('citations, identifiers and names, with exactly their span', () => {
  check(`
    We use 😀 LSUV [see -@mishkin2015all, p. 3; @{zhao2021zero}] and
              ^^^^ mishkin2015all
                        ^^^^^^^^^^^^^^^^ mishkin2015all
                                                ^^^^^^^^^^^^^^^ zhao2021zero
    arXiv:1511.06422v7, https://arxiv.org/abs/1511.06422.
    ^^^^^^^^^^^^^^^^^^ mishkin2015all
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mishkin2015all

    > - All you need
        ^^^^^^^^^^^^ ...
    >   is a good init
    ^^^^^^^^^^^^^^^^^^ mishkin2015all
  `);
});

test('what no paper is known for is no subject', () => {
  check('[@nobody2020], 2401.00000, 10.1000/182, nothing, `LSUV`, @');
  check('');
});

test('without mentions, names in prose are no subjects', () => {
  const { text, marks } = readFixture(`
    LSUV [@mishkin2015all]
          ^^^^^^^^^^^^^^^
  `);
  const note = parseMarkdown(text);
  const key = subjectAt(note, marks[0]?.start ?? 0, works, undefined);
  assert.equal(subjectAt(note, 0, works, undefined), undefined);
  assert.equal(key?.work.key, 'mishkin2015all');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  identifiersIn,
  normaliseArxiv,
  normaliseDoi,
} from '../../../server/src/core/syntax/identifiers';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { draw, readFixture } from '../../support/fixture';

/** The identifiers in running text: the marks are theirs, with `scheme:id`. */
function check(drawing: string): void {
  const { text, marks } = readFixture(drawing);
  const found = identifiersIn(text, { start: 0, end: text.length });
  const drawn = found.map(({ start, end, scheme, id }) => ({
    start,
    end,
    message: `${scheme}:${id}`,
  }));
  assert.equal(draw(text, drawn), draw(text, marks));
}

test('arXiv ids: new and old, with and without a tag, with a version', () => {
  check(`
    See 1511.06422, arXiv:2409.15371v3, arXiv: 1511.06422 [cs.LG] and ARXIV:2301.00001.
        ^^^^^^^^^^ arxiv:1511.06422
                    ^^^^^^^^^^^^^^^^^^ arxiv:2409.15371
                                        ^^^^^^^^^^^^^^^^^ arxiv:1511.06422
                                                                      ^^^^^^^^^^^^^^^^ arxiv:2301.00001
    Older: arXiv:hep-th/9901001, arXiv:math.GT/0309136v2 and arXiv:0704.0001.
           ^^^^^^^^^^^^^^^^^^^^ arxiv:hep-th/9901001
                                 ^^^^^^^^^^^^^^^^^^^^^^^ arxiv:math.gt/0309136
                                                             ^^^^^^^^^^^^^^^ arxiv:0704.0001
    (1511.06422v7) [1511.06422]
     ^^^^^^^^^^^^ arxiv:1511.06422
                    ^^^^^^^^^^ arxiv:1511.06422
  `);
});

test('arXiv addresses', () => {
  check(`
    https://arxiv.org/abs/1511.06422v7 and http://www.arxiv.org/pdf/1511.06422v7.pdf,
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ arxiv:1511.06422
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ arxiv:1511.06422
    arxiv.org/html/2409.15371, https://export.arxiv.org/abs/hep-th/9901001.
    ^^^^^^^^^^^^^^^^^^^^^^^^^ arxiv:2409.15371
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ arxiv:hep-th/9901001
    https://arxiv.org/pdf/1511.06422#page=3
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ arxiv:1511.06422
  `);
});

test('DOIs: bare, tagged, in a URL, with what a sentence adds', () => {
  check(`
    10.1145/3292500.3330701, doi:10.1145/3292500.3330701. DOI: 10.1000/ABC/9
    ^^^^^^^^^^^^^^^^^^^^^^^ doi:10.1145/3292500.3330701
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ doi:10.1145/3292500.3330701
                                                          ^^^^^^^^^^^^^^^^^^ doi:10.1000/abc/9
    (https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15<1661), "10.1000/182";
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ doi:10.1002/(sici)1097-0258(19980815)17:15
                                                                    ^^^^^^^^^^^ doi:10.1000/182
    [see http://dx.doi.org/10.1000/182] or *10.1000/182*, 10.1000/182!?
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ doi:10.1000/182
                                            ^^^^^^^^^^^ doi:10.1000/182
                                                          ^^^^^^^^^^^ doi:10.1000/182
    (10.1016/S0140-6736(20)30183-5)
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ doi:10.1016/s0140-6736(20)30183-5
    https://doi.org/10.48550/arXiv.1511.06422 is one thing.
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ doi:10.48550/arxiv.1511.06422
  `);
});

test('not inside longer numbers, words and paths', () => {
  check(`
    11511.06422, 1511.064221, 1511.06422.5, 3.1511.06422, a1511.06422, x/1511.06422, 1511.06422/a
    1511.06422_draft.pdf, v1511.06422, 10.1/x, 10.1000, 110.1000/182, a10.1000/182, 0.0001, 2024.12
    -1511.06422, $1511.06422, 1234.56789 (no month 34), 1511.0642 (five digits since 2015), 0704.00001
    https://notarxiv.org/abs/1511.06422, https://example.org/10.1000/182
  `);
});

test('of a URL only what is one of ours', () => {
  check('https://example.org/1511.06422 and https://arxiv.org/list/cs.LG/recent');
});

test('in a note: also in URLs that stand in the text, not in code and not behind a link text', () => {
  const { text, marks } = readFixture(`
    See <https://arxiv.org/abs/1511.06422>, https://doi.org/10.1000/182. [Here](https://arxiv.org/abs/2409.15371)
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ arxiv:1511.06422
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ doi:10.1000/182
    \`1511.06422\` and $1511.06422$, **arXiv:1511.06422** [@arXiv:1511.06422]
                                     ^^^^^^^^^^^^^^^^ arxiv:1511.06422
    [1511.06422](https://arxiv.org/abs/1511.06422)
     ^^^^^^^^^^ arxiv:1511.06422
  `);
  const found = parseMarkdown(text).blocks.flatMap(({ start, facts }) =>
    facts.identifiers.map((one) => ({
      start: start + one.start,
      end: start + one.end,
      message: `${one.scheme}:${one.id}`,
    })),
  );
  assert.equal(draw(text, found), draw(text, marks));
});

test('normal forms', () => {
  const arxiv = ['1511.06422', ' arXiv:1511.06422v7 ', 'ARXIV: 1511.06422', '1511.06422V2'];
  for (const id of arxiv) assert.equal(normaliseArxiv(id), '1511.06422', id);
  assert.equal(normaliseArxiv('math.GT/0309136v1'), 'math.gt/0309136');
  for (const doi of ['10.1000/ABC', 'https://doi.org/10.1000/abc', 'doi: 10.1000/Abc ']) {
    assert.equal(normaliseDoi(doi), '10.1000/abc', doi);
  }
});

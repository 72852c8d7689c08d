// Which entries of a library are a work, and which are the same one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdentityIndex } from '../../../server/src/core/index/identityIndex';
import { bibtex } from '../../../server/src/core/library/bibtex/bibtex';
import type { Entry } from '../../../server/src/core/library/entry';
import { readLibrary, type Library } from '../../../server/src/core/library/library';
import { identitiesOf } from '../../../server/src/core/works/identity';
import { finish } from './entryFixtures';

const TEXT = `
@article{rectifiers, title={Delving Deep into Rectifiers}, year=2015, doi={10.1109/ICCV.2015.123}}
@misc{preprint, title={Delving deep into {Rectifiers}}, year=2015, eprint={1502.01852}, archiveprefix={arXiv}}
@misc{arxiv-doi, title={Another Title Than the Paper Has}, year=2014, doi={10.48550/arXiv.1502.01852}}
@book{preface, title={Preface}, year=2015}
@book{preface-too, title={Preface}, year=2015}
@book{later, title={Delving Deep into Rectifiers}, year=2016}
`;

function read(text: string, previous?: Library): Library {
  const file = { path: 'a.bib', format: bibtex, text };
  return finish(readLibrary(file, (slice) => slice, previous));
}

const keysOf = (entries: readonly Entry[]) => entries.map(({ key }) => key);

test('by DOI, arXiv id, or title and year; in the order of the library', () => {
  const index = new IdentityIndex(read(TEXT));
  const found = (...names: string[]) => keysOf(index.find(names));
  assert.deepEqual(found('doi:10.1109/iccv.2015.123'), ['rectifiers']);
  assert.deepEqual(found('arxiv:1502.01852'), ['preprint', 'arxiv-doi']);
  const title = 'title:2015:delvingdeepintorectifiers';
  assert.deepEqual(found(title), ['rectifiers', 'preprint']);
  assert.deepEqual(found('arxiv:1502.01852', title), ['rectifiers', 'preprint', 'arxiv-doi']);
  assert.deepEqual(found('doi:10.1000/other', 'title:2015:preface'), []);
  assert.deepEqual(found(), []);
});

test('an empty library holds no work', () => {
  assert.deepEqual(new IdentityIndex(read('')).find(['arxiv:1502.01852']), []);
});

test('entries that are one work, by each of its names', () => {
  assert.deepEqual(new IdentityIndex(read(TEXT)).duplicates().map(keysOf), [
    ['rectifiers', 'preprint'],
    ['preprint', 'arxiv-doi'],
  ]);
});

test('prepared in steps, of many sections, and again after a change: whatever an entry is, it is found by', () => {
  const entries = Array.from(
    { length: 3_000 },
    (_, i) =>
      `@misc{k${i}, title={A Title With the Number ${i}}, year=2001, doi={10.1000/${i % 2_900}}}`,
  );
  const before = read(entries.join('\n'));
  const index = new IdentityIndex(before);
  assert.ok([...index.prepare()].length > 5);
  entries.splice(1_500, 10, '@misc{new, title={Something That Was Not There}, year=2002}');
  const after = read(entries.join('\n'), before);
  const next = new IdentityIndex(after, index);
  for (const [library, using] of [
    [before, index],
    [after, next],
  ] as const)
    for (const entry of library.entries)
      for (const name of identitiesOf(entry)) assert.ok(using.find([name]).includes(entry), name);
  assert.deepEqual(keysOf(next.find(['doi:10.1000/7'])), ['k7', 'k2907']);
  assert.deepEqual(next.find(['title:2001:atitlewiththenumber1505']), []);
});

// Values as long as a whole library: patterns that go word by word give up on millions of them, and must not be asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexLibrary } from '../../../server/src/core/index/libraryIndex';
import { bibtex } from '../../../server/src/core/library/bibtex/bibtex';
import { cslJson } from '../../../server/src/core/library/cslJson/cslJson';
import type { LibraryFormat } from '../../../server/src/core/library/format';
import { ris } from '../../../server/src/core/library/ris/ris';
import { runAtOnce } from '../../../server/src/workspace/slices';
import { libraryOf, readAll } from '../library/readingSections';

const LENGTH = 12_000_000;
const SECTION = 32_768;

/** An entry with this value, and a good one behind it, which is found whatever the other holds. */
function check(format: LibraryFormat, what: string, unit: string, written: (value: string) => string) {
  test(`${format.name}: ${what} of ${JSON.stringify(unit)}`, () => {
    const text = written(unit.repeat(LENGTH / unit.length));
    const library = libraryOf(format, readAll(format, text, SECTION).sections);
    assert.equal(library.entries.length, 2);
    for (const entry of library.entries) format.details(entry, library.surroundings);
    const [hit] = runAtOnce(indexLibrary(library)).search.search('Initialisation', 1);
    assert.equal(hit?.entry.key, 'good');
  });
} // prettier-ignore

for (const [field, unit] of [
  ...([['author', 'a '], ['author', "'"], ['author', '漢'], ['author', 'A and ']] as const),
  ...([['title', 'a '], ['title', '…'], ['title', '漢'], ['ids', '漢'], ['abstract', 'a ']] as const),
]) {
  check(bibtex, field, unit, (value) =>
    `@misc{huge, ${field} = {${value}}}\n@misc{good, title = {Initialisation}}`);
} // prettier-ignore

check(bibtex, 'key', '漢', (value) => `@misc{${value},}\n@misc{good, title = {Initialisation}}`);

for (const field of ['title', 'abstract', 'id']) {
  check(cslJson, field, 'a ', (value) =>
    JSON.stringify([{ id: 'huge', type: 'book', [field]: value }, { id: 'good', title: 'Initialisation' }]));
} // prettier-ignore

check(ris, 'author', 'a ', (value) =>
  `TY  - JOUR\nID  - huge\nAU  - ${value}\nER  - \n\nTY  - JOUR\nID  - good\nTI  - Initialisation\nER  - \n`); // prettier-ignore

test('what is kept of a title and of a name to find an entry by is no longer than any honest one', () => {
  const [entry] = readAll(bibtex, `@misc{k, title={${'t'.repeat(3_000)}}, author={${'A'.repeat(300)} and B}}`).entries;
  assert.equal(entry?.title.length, 2_000);
  assert.deepEqual(entry.authors.map(({ length }) => length), [200, 1]);
}); // prettier-ignore

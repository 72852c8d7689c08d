import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import { checkCuts, marked, readAll } from '../readingSections';

/** The next entry is always there. The marks draw where each problem is told. */
const BROKEN: readonly {
  readonly name: string;
  readonly drawn: string;
  /** `key title year` of the broken entry, as far as it can be understood. */
  readonly kept: string;
  readonly told: readonly string[];
}[] = [
  {
    name: 'a comma between fields is missing',
    drawn: '@misc{a,\n title = {T}\n ‸year‸ = 2000\n}',
    kept: 'a T 2000',
    told: ['A comma is missing before "year".'],
  },
  {
    name: 'the comma behind the key is missing',
    drawn: '@misc{‸a‸\n title = {T},\n year = 2000\n}',
    kept: 'a T 2000',
    told: ['A comma is missing behind the key "a".'],
  },
  {
    name: 'the comma behind the key is missing on one line',
    drawn: '@misc{‸a‸ title = {T}, year = 2000}',
    kept: 'a T 2000',
    told: ['A comma is missing behind the key "a".'],
  },
  {
    name: 'a value is not closed',
    drawn: '@misc{a,\n title = ‸{‸T,\n year = 2000\n}',
    kept: 'a T 2000',
    told: ['This brace is never closed.'],
  },
  {
    name: 'the last value is not closed',
    drawn: '‸@misc‸{a,\n title = {T},\n year = {2000\n}',
    kept: 'a T 2000',
    told: ['This entry is never closed.'],
  },
  {
    name: 'the entry is not closed',
    drawn: '‸@misc‸{a,\n title = {T},\n year = 2000',
    kept: 'a T 2000',
    told: ['This entry is never closed.'],
  },
  {
    name: 'a value on the same line as the next field is not closed',
    drawn: '‸@misc‸{a, year = 2000, title = {T, note = {N}}',
    kept: 'a T, note = N 2000',
    told: ['This entry is never closed.'],
  },
  {
    name: 'a quote is not closed',
    drawn: '@misc{a,\n title = ‸"‸T,\n year = 2000\n}',
    kept: 'a T 2000',
    told: ['This quote is never closed.'],
  },
  {
    name: 'a quote is closed by that of a later field',
    drawn: '@misc{a,\n title = ‸"‸T,\n year = "2000",\n note = "N"\n}',
    kept: 'a T 2000',
    told: ['This quote is never closed.'],
  },
  {
    name: 'the last quote is not closed',
    drawn: '@misc{a,\n year = 2000, title = ‸"‸T\n}',
    kept: 'a T 2000',
    told: ['This quote is never closed.'],
  },
  {
    name: 'a brace too many closes the entry',
    drawn: '@misc{a,\n title = {T}‸}‸,\n year = 2000\n}',
    kept: 'a T 2000',
    told: ['This closes the entry too early: fields follow.'],
  },
  {
    name: 'there is no value',
    drawn: '@misc{a, ‸title‸ = ,\n year = 2000}',
    kept: 'a  2000',
    told: ['"title" has no value.'],
  },
  {
    name: 'a value is not written yet',
    drawn: '@misc{a, ‸title‸ =\n year = 2000}',
    kept: 'a  2000',
    told: ['"title" has no value.'],
  },
  {
    name: 'a field is not written yet',
    drawn: '@misc{a,\n ‸titl‸\n year = 2000}',
    kept: 'a  2000',
    told: ['"name = {value}" was expected here.'],
  },
  {
    name: 'a value stands alone',
    drawn: '@misc{a, ‸{T} more words‸, year = 2000}',
    kept: 'a  2000',
    told: ['"name = {value}" was expected here.'],
  },
  {
    name: 'words without braces',
    drawn: '@misc{a, note = two ‸or three words‸, title = {T}, year = 2000}',
    kept: 'a T 2000',
    told: ['"name = {value}" was expected here.'],
  },
  {
    name: 'nothing is joined to a value',
    drawn: '@misc{a, title = ‸{T} # ‸, year = 2000}',
    kept: 'a T 2000',
    told: ['A value is missing behind "#".'],
  },
  {
    name: 'a key with blanks',
    drawn: '@misc{‸a b‸, title = {T}, year = 2000}',
    kept: 'a b T 2000',
    told: ['A key cannot hold blanks.'],
  },
  {
    name: 'no key',
    drawn: '‸@misc‸{title = {T}, year = 2000}',
    kept: '',
    told: ['This entry has no key: nothing can cite it.'],
  },
  {
    name: 'an empty key',
    drawn: '‸@misc‸{, title = {T}, year = 2000}',
    kept: '',
    told: ['This entry has no key: nothing can cite it.'],
  },
  {
    name: 'nothing but the head',
    drawn: '‸‸@misc‸‸{',
    kept: '',
    told: ['This entry has no key: nothing can cite it.', 'This entry is never closed.'],
  },
  {
    name: 'no opening brace',
    drawn: '‸@inproceedings‸ a, title = {T}, year = 2000}',
    kept: '',
    told: ['"{" is missing behind "@inproceedings".'],
  },
  {
    name: 'a comment without an end',
    drawn: '‸@comment‸{jabref-meta: {',
    kept: '',
    told: ['This comment is never closed.'],
  },
  {
    name: 'a string without an end',
    drawn: '‸@string‸{jmlr = "J"',
    kept: '',
    told: ['This string is never closed.'],
  },
  {
    name: 'a preamble without an end',
    drawn: '@preamble{‸"‸\\newcommand',
    kept: '',
    told: ['This quote is never closed.'],
  },
];

const NEXT = '\n\n  @article{next, title = {Next}, year = 1999}\n';

for (const { name, drawn, kept, told } of BROKEN) {
  test(name, () => {
    const { text, offsets } = marked(drawn + NEXT);
    const { entries, problems } = readAll(bibtex, text);
    const lines = entries.map(({ key, title, year }) => `${key} ${title} ${year}`);
    assert.deepEqual(lines, [...(kept === '' ? [] : [kept]), 'next Next 1999']);
    assert.deepEqual(
      problems.map(({ message }) => message),
      told,
    );
    const spans = problems.flatMap(({ start, end }) => [start, end]);
    assert.deepEqual(
      spans.sort((a, b) => a - b),
      offsets,
    );
    checkCuts(bibtex, text);
  });
}

test('a broken entry at the start, in the middle and at the end costs no other', () => {
  for (const { drawn } of BROKEN) {
    const { text } = marked(drawn);
    const file = [text, '@misc{one, note = 1}', text, '@misc{two, note = 2}', text].join('\n\n');
    const keys = readAll(bibtex, file).entries.map(({ key }) => key);
    assert.ok(keys.includes('one') && keys.includes('two'), drawn);
  }
});

test('a comment takes entries out of the file, but not all of it where its end is missing', () => {
  const entries = Array.from({ length: 2000 }, (_, i) => `@misc{k${i},\n title = {T}}\n`).join(
    '\n',
  );
  assert.deepEqual(readAll(bibtex, `@comment{\n${entries.slice(0, 5000)}`).entries.length, 0);
  const { entries: kept, problems } = readAll(bibtex, `@comment{\n${entries}`);
  assert.ok(kept.length > 1000 && kept.at(-1)?.key === 'k1999');
  assert.equal(problems[0]?.message, 'This comment is never closed.');
});

test('of what is no item at all, the first problems are told', () => {
  const { problems } = readAll(bibtex, `@misc{a, ${'b, '.repeat(1000)}}`);
  assert.equal(problems.length, 20);
});

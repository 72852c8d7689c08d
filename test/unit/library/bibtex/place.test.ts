import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeInBibtex } from '../../../../server/src/core/library/bibtex/place';
import { marked } from '../readingSections';

const AROUND = ['@book{before, title = {B}}\n\n', '\n\n@misc{after,\n title = {A}\n}\n'] as const;

/** `‸` is the offset; the answer is `kind [what a completion replaces] type.field`. */
const TABLE: Readonly<Record<string, string>> = {
  '‸': 'nothing',
  'some te‸xt': 'nothing',
  '% @ar‸': 'nothing',
  '@‸': 'type [] .',
  '@ar‸': 'type [ar] ar.',
  '@ar‸ticle': 'type [article] article.',
  'text @ar‸': 'type [ar] ar.',
  '@Ar‸ticle{a, title = {T}}': 'type [Article] article.',
  '‸@article{a}': 'nothing',
  '@article{a}‸': 'nothing',
  '@article{‸}': 'key [] article.',
  '@article{‸': 'key [] article.',
  '@article{ ‸, title = {T}}': 'key [] article.',
  '@article{a‸b, title = {T}}': 'key [ab] article.',
  '@article{ab‸\n title = {T}}': 'key [ab] article.',
  '@article{‸title = {T}}': 'field [title] article.',
  '@article{a, ‸}': 'field [] article.',
  '@article{a,\n  ‸\n  year = 2000\n}': 'field [] article.',
  '@article{a,\n  ti‸t\n  year = 2000\n}': 'field [tit] article.',
  '@article{a,\n  year = 2000,\n  ti‸t': 'field [tit] article.',
  '@article{a, ti‸tle = {T}}': 'field [title] article.',
  '@article{a, title = {T}‸}': 'nothing',
  '@article{a, title = {T},‸}': 'field [] article.',
  '@article{a, title = {T} ‸}': 'field [] article.',
  '@article{a, title = ‸{T}}': 'string [] article.title',
  '@article{a, title = ‸}': 'string [] article.title',
  '@article{a, title = ‸\n  year = 2000}': 'string [] article.title',
  '@article{a, title =\n  ‸\n  year = 2000}': 'field [] article.',
  '@article{a, title = {‸}}': 'value [] article.title',
  '@article{a, Title = {On {t‸wo} lines}, year = 1}': 'value [On {two} lines] article.title',
  '@article{a, title = "On ‸it"}': 'value [On it] article.title',
  '@article{a,\n title = {On ‸\n year = 2000}': 'value [On ] article.title',
  '@article{a, title = {On it ‸': 'value [On it ] article.title',
  '@article{a, year = 20‸': 'value [20] article.year',
  '@article{a, month = ja‸n}': 'string [jan] article.month',
  '@article{a, journal = {x} # jm‸lr # {y}}': 'string [jmlr] article.journal',
  '@article{a, journal = {x} # ‸ # {y}}': 'string [] article.journal',
  '@article{a, journal = {x} # jmlr # {y‸}}': 'value [y] article.journal',
  '@article{a, crossref = {b‸c}}': 'otherKey [bc] article.crossref',
  '@article{a,\n crossref = {b‸\n year = 2000}': 'otherKey [b] article.crossref',
  '@article{a, xdata = {b,c‸d, e}}': 'otherKey [cd] article.xdata',
  '@article{a, related = "b, ‸"}': 'otherKey [] article.related',
  '@string{jm‸lr = "J"}': 'newString [jmlr] string.',
  '@string{‸': 'newString [] string.',
  '@string{jmlr = "J‸"}': 'value [J] string.jmlr',
  '@string{jmlr = ic‸ml # "J"}': 'string [icml] string.jmlr',
  '@comment{ti‸tle}': 'nothing',
  '@preamble{"\\ti‸tle"}': 'nothing',
  '@article(a, ti‸tle = {T})': 'field [title] article.',
};

for (const [drawn, expected] of Object.entries(TABLE)) {
  test(`what stands at ${JSON.stringify(drawn)}`, () => {
    for (const [before, after] of [['', ''], AROUND] as const) {
      const { text, offsets } = marked(before + drawn + after);
      const place = placeInBibtex(text, offsets[0] ?? 0);
      const shown = place
        ? `${place.kind} [${text.slice(place.start, place.end)}] ${place.type}.${place.field}`
        : 'nothing';
      assert.equal(shown, expected);
      if (place) assert.ok(place.start <= (offsets[0] ?? 0) && (offsets[0] ?? 0) <= place.end);
    }
  });
}

test('the fields that the entry has are told', () => {
  const { text, offsets } = marked('@misc{a, Title = {T}, ye‸, note = {N}} @misc{b, year = 1}');
  assert.deepEqual(placeInBibtex(text, offsets[0] ?? 0)?.present, ['title', 'note']);
});

test('any offset of any beginning has a place around it, or none', () => {
  const text = Object.keys(TABLE)
    .map((drawn) => marked(drawn).text)
    .join('\n');
  for (let end = 0; end <= text.length; end += 3) {
    const place = placeInBibtex(text.slice(0, end), end);
    if (place) assert.ok(0 <= place.start && place.start <= end && place.end === end, `at ${end}`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import { placeInBibtex } from '../../../../server/src/core/library/bibtex/place';
import { styleOf } from '../../../../server/src/core/library/bibtex/style';
import { decodeTex } from '../../../../server/src/core/library/bibtex/tex';
import { writeEntry } from '../../../../server/src/core/library/bibtex/writeEntry';
import { checkCuts, factsOf, libraryOf, readAll, textAt } from '../readingSections';

const SETTINGS = { seed: 20_150_219, numRuns: 1000 };

/** What a file is made of, sound and not, in any order. */
const scraps = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['@article{', '@misc{a,', '@misc(b,', '\n@misc{c,', '\n  @book{d\n', '@string{', '@string{s = {S}}'],
        ...['@comment{', '@preamble{', '@', '@a', '{', '}', '(', ')', '"', '#', ',', '=', '\n', '\r\n', ' ', '%'],
        ...['title = {T}', '\n title = {T},', 'year=2000', ', author = "A B and C"', 'crossref = {a}', ' # s', 'key'],
        ...['\\', '\\"', '$', '~', "''", 'é', '😀', '\n note = {', '\n x = "', '}\n', '\t', '\ufeff', '\0'],
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join('')); // prettier-ignore

test('any text is read with all spans inside, in sections of any size alike', () => {
  fc.assert(
    fc.property(scraps, (text) => checkCuts(bibtex, text)),
    SETTINGS,
  );
});

test('of any text, all that can be asked is answered', () => {
  const isInside = (span: { start: number; end: number }, length: number) =>
    0 <= span.start && span.start <= span.end && span.end <= length;
  fc.assert(
    fc.property(scraps, fc.nat(), (text, at) => {
      const library = libraryOf(bibtex, readAll(bibtex, text, 20).sections);
      for (const entry of library.entries) {
        bibtex.details(entry, library.surroundings);
        const { length } = entry.section.text;
        let end = entry.keySpan.end;
        for (const { nameSpan, valueSpan } of bibtex.fields(entry)) {
          assert.ok(isInside(nameSpan, length) && isInside(valueSpan, length));
          assert.ok(end <= nameSpan.start && nameSpan.end <= valueSpan.start, 'fields in order');
          end = valueSpan.end;
        }
        assert.ok(end <= entry.end);
      }
      const offset = at % (text.length + 1);
      const place = placeInBibtex(text, offset);
      if (place) assert.ok(isInside(place, text.length) && place.start <= offset && offset <= place.end);
      writeEntry({ type: 'misc', key: 'k', fields: [['title', text]] }, styleOf(text));
    }),
    SETTINGS,
  );
}); // prettier-ignore

const word = fc.stringMatching(/^[a-zA-Zéß0-9]{1,8}$/);
/** Text whose braces pair, with what quotes may hold. */
const { balanced } = fc.letrec<{ balanced: string; piece: string }>((tie) => ({
  balanced: fc.array(tie('piece'), { maxLength: 4 }).map((parts) => parts.join(' ')),
  piece: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.constantFrom('=', ',', '#', '(', '%', 'me@x', '@', "\\'e", 'and', '\n', '\\&', '--'),
    tie('balanced').map((inner) => `{${inner}}`),
  ),
}));
const value = fc.oneof(
  balanced.map((text) => ({ written: `{${text}}`, text })),
  balanced.map((text) => ({ written: `"${text}"`, text })),
  fc.nat(9999).map((number) => ({ written: String(number), text: String(number) })),
  fc
    .tuple(balanced, balanced)
    .map(([a, b]) => ({ written: `{${a}}\n # "${b}"`, text: a + b })),
); // prettier-ignore
const entry = fc.record({
  type: fc.constantFrom('article', 'Book', 'MISC'),
  key: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9:._+/'-]{0,12}$/),
  fields: fc.array(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), value), { maxLength: 5 }),
  isBraced: fc.boolean(),
  between: fc.constantFrom(' = ', '=', '\n=\t'),
  lastComma: fc.boolean(),
});

interface Drawn {
  readonly text: string;
  readonly shown: { type: string; key: string; fields: string[] };
}

const drawnEntry = entry.map(({ type, key, fields, isBraced, between, lastComma }): Drawn => {
  // `@home (really)` is no entry, so one in parentheses needs a comma.
  const hasComma = lastComma || (!isBraced && fields.length === 0);
  const written = fields.map(([name, { written: text }]) => `\n  ${name}${between}${text}`);
  const body = [key, ...written].join(',') + (hasComma ? ',' : '');
  return {
    text: `@${type}${isBraced ? '{' : '('}${body}${isBraced ? '}' : ')'}`,
    shown: {
      type: type.toLowerCase(),
      key,
      fields: fields.map(([name, { written: text }]) => `${name}=${text}`),
    },
  };
});

test('an entry that is written in any sound way is read as it was meant', () => {
  fc.assert(
    fc.property(fc.array(drawnEntry, { minLength: 1, maxLength: 4 }), (drawn) => {
      const text = drawn.map((one) => one.text).join('\n\n');
      const { entries, problems } = readAll(bibtex, text);
      assert.deepEqual(problems, []);
      const shown = entries.map((one) => ({
        type: one.type,
        key: one.key,
        fields: bibtex
          .fields(one)
          .map(({ name, valueSpan }) => `${name}=${textAt(one, valueSpan)}`),
      }));
      assert.deepEqual(
        shown,
        drawn.map((one) => one.shown),
      );
    }),
    SETTINGS,
  );
});

test('a file that is cut off loses the last entry at most', () => {
  fc.assert(
    fc.property(fc.array(drawnEntry, { minLength: 2, maxLength: 4 }), fc.nat(), (drawn, at) => {
      const text = drawn.map((one) => one.text).join('\n\n');
      const end = at % text.length;
      const whole = readAll(bibtex, text).entries.filter((one) => one.end <= end);
      const cut = readAll(bibtex, text.slice(0, end)).entries.slice(0, whole.length);
      assert.deepEqual(cut.map(factsOf), whole.map(factsOf));
    }),
    SETTINGS,
  );
});

test('what is decoded is one line in NFC without braces of TeX', () => {
  fc.assert(
    fc.property(balanced, (tex) => {
      const text = decodeTex(tex);
      assert.equal(text, text.normalize('NFC'));
      assert.doesNotMatch(text, /[{}\r\n]|^\s|\s$|\s\s/);
    }),
    SETTINGS,
  );
});

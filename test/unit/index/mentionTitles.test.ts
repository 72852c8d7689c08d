import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MentionIndex } from '../../../server/src/core/index/mentionIndex';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { foldedWords } from '../../../server/src/core/text/words';
import { Catalog } from '../../../server/src/core/works/catalog';
import { loadShipped } from '../../support/repository';

const catalog = new Catalog([loadShipped().value]);
const index = new MentionIndex(catalog);

const TITLES = catalog.papers.flatMap(({ key, title, titles }) =>
  [title, ...titles].map((one) => ({ key, title: one })),
);

/** The longest title that is also a phrase: written small, it is one. */
const PHRASE_WORDS = 3;

const everyTitle = () => true;
const inSentence = (written: string) => `Yesterday I read ${written} on the train.`;

/** Every title, written like this and put in a sentence, is one mention of its paper and nothing else is. */
function check(
  write: (title: string) => string,
  applies: (title: string) => boolean = everyTitle,
  frame: (written: string) => string = inSentence,
): void {
  const titles = TITLES.filter(({ title }) => applies(title));
  assert.ok(titles.length > 0);
  const wrong = titles.flatMap(({ key, title }) => {
    const written = write(title);
    const text = frame(written);
    const read = mentionsOf(text).join('\n');
    return read === `${key}: ${written}` ? [] : [`${text}\n  found: ${read}`];
  });
  assert.deepEqual(wrong, []);
}

function mentionsOf(text: string): string[] {
  const document = parseMarkdown(text);
  return document.blocks.flatMap((block) =>
    index
      .mentionsIn(document, block)
      .map(({ start, end, paper }) => `${paper.key}: ${text.slice(start, end)}`),
  );
}

/** Maths of a title is a letter in a note. */
function withoutMaths(title: string): string {
  return title.replaceAll('$', '');
}

/** A line break in place of the space before a word, counted from 1. */
function brokenBefore(title: string, word: number): string {
  const words = title.split(' ');
  return `${words.slice(0, word).join(' ')}\n${words.slice(word).join(' ')}`;
}

const hasSpace = (title: string) => title.includes(' ');

test('as it is written in the corpus', () => {
  check((title) => title);
});

test('in capitals', () => {
  check((title) => withoutMaths(title).toUpperCase());
});

test('in small letters, but for titles that are also phrases', () => {
  check(
    (title) => withoutMaths(title).toLowerCase(),
    (title) => foldedWords(title).length > PHRASE_WORDS,
  );
});

test('across a line break, early and late', () => {
  check((title) => brokenBefore(title, 1), hasSpace);
  check((title) => brokenBefore(title, title.split(' ').length - 1), hasSpace);
});

test('broken at a hyphen', () => {
  check(
    (title) => title.replace(/(\p{L})-(?=\p{L})/u, '$1-\n'),
    (title) => /\p{L}-\p{L}/u.test(title),
  );
});

test('in quotes, bold, emphasised, as a heading, at the end of a sentence', () => {
  const asIs = (title: string) => title;
  check(asIs, everyTitle, (written) => `I read "${written}".`);
  check(asIs, everyTitle, (written) => `- **${written}**: to be read`);
  check(asIs, everyTitle, (written) => `See _${written}_, p. 3.`);
  check(asIs, everyTitle, (written) => `# ${written}`);
  check(asIs, everyTitle, (written) => `I read ${written}. Then I slept.`);
});

test('with typographic apostrophes and dashes', () => {
  check(
    (title) => title.replaceAll("'", '’'),
    (title) => title.includes("'"),
  );
  for (const dash of ['‐', '‑', '–']) {
    check(
      (title) => title.replaceAll('-', dash),
      (title) => title.includes('-'),
    );
  }
});

test('with a plain letter, and with ae, for ä', () => {
  const hasAccent = (title: string) => /[äöü]/u.test(title);
  check((title) => title.replaceAll('ä', 'a'), hasAccent);
  check((title) => title.replaceAll('ä', 'ae'), hasAccent);
  check((title) => title.normalize('NFD'), hasAccent);
});

test('with mu, or either sign for it, for μ', () => {
  const hasMu = (title: string) => title.includes('μ');
  for (const mu of ['mu', '\u00b5', '\u03bc'])
    check((title) => withoutMaths(title).replaceAll('μ', mu), hasMu);
  check(
    (title) => title.replaceAll('μ', '\\mu'),
    (title) => title.includes('$μ$'),
  );
});

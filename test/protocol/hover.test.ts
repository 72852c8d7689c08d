// The hover as an editor gets it: its exact range, its card, and what settings and abilities change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hover, MarkupContent } from 'vscode-languageserver-protocol/node';
import { colourSchemeNotification } from '../../server/src/protocol/messages';
import { LineIndex } from '../../server/src/core/text/lineIndex';
import { draw, readFixture } from '../support/fixture';
import { positionAt, startInBand, type InBandOptions } from '../support/inBandServer';

interface Where extends InBandOptions {
  readonly uri?: string;
  readonly languageId?: string;
}

/** Serves all tests that ask for nothing special: each opens its own text. */
const usual = startInBand();

/** Opens the drawing and hovers at its cursor. */
async function hoverAt(drawing: string, where: Where = {}): Promise<Hover | null> {
  const { text, cursor } = readFixture(drawing);
  const { uri = 'file:///notes/a.md', languageId, ...options } = where;
  const { editor } = await (Object.keys(options).length > 0 ? startInBand(options) : usual);
  await editor.open(uri, text, languageId);
  return editor.hover(uri, positionAt(text, cursor ?? 0));
}

function cardOf(hover: Hover): string {
  const contents = hover.contents as MarkupContent;
  assert.equal(contents.kind, 'markdown');
  return contents.value;
}

/** The hover at the cursor covers the drawn range and shows the paper whose key is drawn there. */
async function check(drawing: string, where?: Where): Promise<void> {
  const { text, marks } = readFixture(drawing);
  const hover = await hoverAt(drawing, where);
  const lines = new LineIndex(text);
  const found = hover?.range
    ? [
        {
          start: lines.offsetAt(hover.range.start),
          end: lines.offsetAt(hover.range.end),
          message: /`@([^`]+)`/.exec(cardOf(hover))?.[1] ?? '',
        },
      ]
    : [];
  assert.equal(draw(text, found), draw(text, marks));
}

const OVER: readonly [what: string, drawing: string][] = [
  [
    'a citation, with its at sign',
    `
      As [see @mishkin<|>2015all, p. 3] shows.
              ^^^^^^^^^^^^^^^^^^ mishkin2015all
    `,
  ],
  [
    'a name, only the name',
    `
      We start from LS<|>UV and train.
                    ^^^^^^^ mishkin2015all
    `,
  ],
  [
    'a title over a line break',
    `
      They cite All you need <|>is
                ^^^^^^^^^^^^^^^^^^ ...
      a good init, rightly.
      ^^^^^^^^^^^ mishkin2015all
    `,
  ],
  [
    'an arXiv address',
    `
      See https://arxiv.org/abs/1511.<|>06422v7 for more.
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mishkin2015all
    `,
  ],
  [
    'a name behind an emoji, which has two UTF-16 units',
    `
      🎉🎉 LS<|>UV is here.
           ^^^^^^^ mishkin2015all
    `,
  ],
  ['the end of a name: nothing', 'We start from LSUV<|> and train.'],
  ['an unknown key: nothing', 'As [@nobody<|>1999] shows.'],
  ['a name in code: nothing', 'Call `LS<|>UV` here.'],
  ['a name in a link target: nothing', 'See [this](https://example.org/LS<|>UV).'],
];

for (const [what, drawing] of OVER) test(`hover over ${what}`, () => check(drawing));

const READ_AS_NOTES: readonly [uri: string, languageId: string][] = [
  ['file:///notes/a.md', 'markdown'],
  ['file:///notes/a.qmd', 'quarto'],
  ['file:///notes/a.qmd', 'plaintext'],
  ['file:///notes/a.Rmd', 'rmd'],
  ['file:///notes/A.MD', 'plaintext'],
  ['untitled:Untitled-1', 'markdown'],
  ['vscode-notebook-cell:/notes/a.ipynb#W0sZmlsZQ', 'markdown'],
  ['git:/notes/a.md?%7B%7D', 'markdown'],
];

for (const [uri, languageId] of READ_AS_NOTES) {
  test(`hover in ${uri} opened as ${languageId}`, () =>
    check(
      `
        We use LS<|>UV.
               ^^^^^^^ mishkin2015all
      `,
      { uri, languageId },
    ));
}

const NOT_READ: readonly [uri: string, languageId: string][] = [
  ['file:///notes/a.txt', 'plaintext'],
  ['file:///src/a.py', 'python'],
  ['output:log', 'log'],
];

for (const [uri, languageId] of NOT_READ) {
  test(`no hover in ${uri} opened as ${languageId}`, () =>
    check('We use LS<|>UV.', { uri, languageId }));
}

test('no hover in a document that is not open', async () => {
  const { editor } = await startInBand();
  assert.equal(await editor.hover('file:///notes/a.md', { line: 0, character: 0 }), null);
});

test('the card has links to commands only for an editor that runs them', async () => {
  const drawing = 'We use LS<|>UV.';
  const withLinks = { initializationOptions: { commandLinks: true } };
  const [links, plain] = [await hoverAt(drawing, withLinks), await hoverAt(drawing)];
  assert.ok(links && plain);
  assert.match(cardOf(links), /\(command:paperlens\.copyKey\?%5B%22mishkin2015all%22%5D /);
  assert.match(cardOf(links), /\(command:paperlens\.insertSnippet\?%5B%22lsuv%22%5D /);
  assert.doesNotMatch(cardOf(plain), /command:/);
  assert.match(cardOf(plain), /Snippet: LSUV \(as in the official code\)/);
});

test('the card leads to related papers and to themes, each by the command for it', async () => {
  const hover = await hoverAt('We use LS<|>UV.', { initializationOptions: { commandLinks: true } });
  assert.ok(hover);
  const card = cardOf(hover);
  assert.match(card, /\[Kumar 2017\]\(command:paperlens\.showPaper\?%5B%22kumar2017weight%22%5D /);
  assert.match(
    card,
    /\(command:paperlens\.revealInThemes\?%5B%7B%22theme%22%3A%22variance%22%7D%5D /,
  );
});

const INVERSION = 'As [@zhang<|>2023understanding] shows.';

/** The SVGs in a card. */
function picturesOf(hover: Hover | null): string[] {
  assert.ok(hover);
  const pictures = cardOf(hover).matchAll(/<img src="data:image\/svg\+xml;base64,([^"]+)"/g);
  return [...pictures].map(([, base64 = '']) => Buffer.from(base64, 'base64').toString());
}

test('formulas of a card are pictures for an editor that tells its colours, in those; else text', async () => {
  const { editor } = await startInBand({ initializationOptions: { colourScheme: 'dark' } });
  await editor.open('file:///a.md', readFixture(INVERSION).text);
  const at = positionAt(readFixture(INVERSION).text, readFixture(INVERSION).cursor ?? 0);
  const [dark, ...others] = picturesOf(await editor.hover('file:///a.md', at));
  assert.match(dark ?? '', /^<svg [^>]*color="#cccccc"/);
  assert.deepEqual(others, []);
  await editor.notify(colourSchemeNotification, { colourScheme: 'light' });
  const [light] = picturesOf(await editor.hover('file:///a.md', at));
  assert.match(light ?? '', /^<svg [^>]*color="#3b3b3b"/);
  await editor.notify(colourSchemeNotification, { colourScheme: 'mauve' });
  const plain = await editor.hover('file:///a.md', at);
  assert.ok(plain);
  assert.match(cardOf(plain), /I²F/);
  assert.deepEqual(picturesOf(plain), []);
  assert.deepEqual(editor.errors, []);
});

test('an editor that tells no colours gets formulas as text', async () => {
  const hover = await hoverAt(INVERSION);
  assert.deepEqual(picturesOf(hover), []);
  assert.match(hover ? cardOf(hover) : '', /I²F/);
});

const NAME = 'We use LS<|>UV.';
const KEY = 'As [@mishkin<|>2015all] shows.';

const SETTINGS: readonly [what: string, settings: unknown, drawing: string, shows: boolean][] = [
  ['hover.enabled off: no name', { hover: { enabled: false } }, NAME, false],
  ['hover.enabled off: no key', { hover: { enabled: false } }, KEY, false],
  ['hover.mentions off: no name', { hover: { mentions: false } }, NAME, false],
  ['hover.mentions off: keys still', { hover: { mentions: false } }, KEY, true],
  ['mentions.ignore: not the name', { mentions: { ignore: ['LSUV'] } }, NAME, false],
  ['mentions.ignore: keys still', { mentions: { ignore: ['LSUV'] } }, KEY, true],
];

for (const [what, settings, drawing, shows] of SETTINGS) {
  test(what, async () => {
    const hover = await hoverAt(drawing, { settings });
    assert.equal(hover !== null, shows);
  });
}

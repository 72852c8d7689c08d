// Inserting a chosen paper: what the note holds afterwards, wherever the cursor was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertCitation } from '../../../server/src/core/features/insertCitation';
import { openWorkspace } from '../../support/sampleCorpus';

const opened = openWorkspace();
const KEY = 'moss2022leaves';

/** With the cursor at `<|>`, inserting the paper turns `before` into `after`. */
async function check(before: string, after: string, key = KEY, kind?: 'python'): Promise<void> {
  const workspace = await opened;
  const offset = before.indexOf('<|>');
  const text = before.replace('<|>', '');
  workspace.open('file:///a', 1, kind ?? 'note', text);
  const { span, newText } = insertCitation(workspace.snapshot, 'file:///a', offset, key);
  assert.equal(text.slice(0, span.start) + newText + text.slice(span.end), after);
}

const PLACES: readonly [what: string, before: string, after: string][] = [
  ['in prose', 'It grows <|>fast.', `It grows [@${KEY}]fast.`],
  ['in an empty note', '<|>', `[@${KEY}]`],
  ['at the end', 'It grows <|>', `It grows [@${KEY}]`],
  ['in a list', '- It grows <|>', `- It grows [@${KEY}]`],
  ['for an @ in the making', 'It grows @mo<|>', `It grows @${KEY}`],
  ['for an @ alone', 'It grows @<|>.', `It grows @${KEY}.`],
  ['for an open bracket', 'It grows [@mo<|>', `It grows [@${KEY}]`],
  ['for an open brace', 'It grows @{mo<|>', `It grows @{${KEY}}`],
  ['for a key that is nowhere', 'It grows @nobody1999<|>.', `It grows @${KEY}.`],
  ['for several words', 'It grows [@leaves of<|>]', `It grows [@${KEY}]`],
  ['behind a citation', '[@fern2021roots<|>]', `[@fern2021roots; @${KEY}]`],
  ['inside a citation', '[@fern2021<|>roots]', `[@fern2021roots; @${KEY}]`],
  ['before a citation', '[<|>@fern2021roots]', `[@fern2021roots; @${KEY}]`],
  ['in a prefix', '[se<|>e @fern2021roots]', `[see @fern2021roots; @${KEY}]`],
  ['in a suffix', '[@fern2021roots, p. <|>3]', `[@fern2021roots, p. 3; @${KEY}]`],
  [
    'between two citations',
    '[@fern2021roots<|>; @swan2021flight]',
    `[@fern2021roots; @${KEY}; @swan2021flight]`,
  ],
  ['behind a semicolon', '[@fern2021roots; <|>]', `[@fern2021roots; @${KEY}]`],
  ['right behind a semicolon', '[@fern2021roots;<|>]', `[@fern2021roots; @${KEY}]`],
  [
    'on the second line of brackets',
    '[@fern2021roots;\n@swan2021flight<|>]',
    `[@fern2021roots;\n@swan2021flight; @${KEY}]`,
  ],
  ['in brackets without a citation', '[a <|>b]', `[a [@${KEY}]b]`],
  ['in the text of a link', '[of @fern2021roots <|>b](x)', `[of @fern2021roots [@${KEY}]b](x)`],
  ['in an inline note', '^[As @fern2021roots says. <|>]', `^[As @fern2021roots says. [@${KEY}]]`],
  ['in brackets of another paragraph', '[@fern2021roots\n\n<|>]', `[@fern2021roots\n\n[@${KEY}]]`],
  ['beside an e-mail address in brackets', '[a@b.org <|>]', `[a@b.org [@${KEY}]]`],
  ['behind closed brackets', '[@fern2021roots]<|> grow', `[@fern2021roots][@${KEY}] grow`],
];

for (const [what, before, after] of PLACES) test(what, () => check(before, after));

test('a key that needs braces gets them', async () => {
  await check('It grows <|>', 'It grows [@{a key.}]', 'a key.');
  await check('It grows @mo<|>', 'It grows @{a key.}', 'a key.');
  await check('[@fern2021roots<|>]', '[@fern2021roots; @{a key.}]', 'a key.');
  await check('It grows @{mo<|>}', 'It grows @{a key.}', 'a key.');
});

test('in Python the bare key', () => check('# see <|>', `# see @${KEY}`, KEY, 'python'));

test('in a document that is not open the bare key, at the place that was asked for', async () => {
  const { snapshot } = await opened;
  assert.deepEqual(insertCitation(snapshot, 'file:///unknown', 7, KEY), {
    span: { start: 7, end: 7 },
    newText: `@${KEY}`,
  });
});

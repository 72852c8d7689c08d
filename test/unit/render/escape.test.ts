// Escaping: whatever data says, a Markdown renderer shows it as it is, and nothing of it acts.
import { GFM, parser } from '@lezer/markdown';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import {
  code,
  commandLink,
  escapeMarkdown,
  link,
  pageLink,
  picture,
} from '../../../server/src/core/render/escape';

const markdown = parser.configure(GFM);

interface Shown {
  readonly text: string;
  /** Names of the nodes that are more than text. */
  readonly markup: readonly string[];
}

/** What a renderer makes of `source`: its text, and the markup that it sees in it. */
function shown(source: string): Shown {
  const markup: string[] = [];
  let text = '';
  let at = 0;
  markdown.parse(source).iterate({
    enter({ name, from, to }) {
      if (name === 'Escape') {
        text += source.slice(at, from) + source.slice(from + 1, to);
        at = to;
      } else if (name !== 'Document' && name !== 'Paragraph') markup.push(name);
    },
  });
  return { text: (text + source.slice(at)).replace(/\s+/g, ' ').trim(), markup };
}

/** `text` stands in the note as itself, at the start of a line and inside of one. */
function check(text: string): void {
  const expected = text.replace(/\s+/g, ' ').trim();
  assert.doesNotMatch(escapeMarkdown(text), /\n/);
  assert.deepEqual(shown(escapeMarkdown(text)), { text: expected, markup: [] });
  assert.deepEqual(shown(`x ${escapeMarkdown(text)}`), {
    text: `x ${expected}`.trim(),
    markup: [],
  });
}

const DATA = [
  'All you need is a good init',
  '*bold* _italic_ ~~gone~~ `code`',
  '[click](command:workbench.action.quit) ![picture](http://x.y/z.png)',
  '<img src=x onerror=alert(1)> <!-- hidden --> &lt;b&gt;',
  '# heading',
  '> quote',
  '- item',
  '+ item',
  '1. item',
  '2024) item',
  '---',
  '===',
  '```js',
  '| a | b |',
  '$(alert) $x$',
  'line one\n\n# line two\n\n# line three',
  'C:\\temp\\*',
  'https://example.org/a_b',
  'www.example.org',
  'someone@example.org and other@example.org, or WWW.EXAMPLE.ORG and https://a.b, https://c.d',
  '<https://example.org>',
  '[^1]: footnote',
  '    indented',
  'a  \nb',
  '1-Lipschitz',
  '~/.bashrc',
];

for (const text of DATA) test(`as text: ${JSON.stringify(text)}`, () => check(text));

test('as text: whatever is put together from the signs of Markdown', () => {
  const signs = [
    '*',
    '_',
    '`',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '!',
    '#',
    '-',
    '+',
    '=',
    '|',
    '~',
    '$',
  ];
  const words = [
    '\\',
    '&amp;',
    ' ',
    '\n',
    '1.',
    '2)',
    'a',
    'http://',
    'www.',
    'a@b.c',
    ':',
    '/',
    '"',
  ];
  const text = fc.array(fc.constantFrom(...signs, ...words), { maxLength: 12 });
  fc.assert(fc.property(text, (parts) => check(parts.join(''))));
});

test('as text: any string', () => {
  fc.assert(fc.property(fc.string(), (text) => check(text)));
});

/** The one link in `source`: what it shows and where it leads. */
function linkIn(source: string): { text: string; address: string } {
  const found: { text: string; address: string }[] = [];
  markdown.parse(source).iterate({
    enter({ name, node }) {
      if (name !== 'Link') return;
      const address = node.getChild('URL');
      const [open, close] = node.getChildren('LinkMark');
      const text = shown(source.slice(open?.to, close?.from));
      assert.deepEqual(text.markup, []);
      found.push({ text: text.text, address: source.slice(address?.from, address?.to) });
    },
  });
  assert.equal(found.length, 1, source);
  return found[0] ?? { text: '', address: '' };
}

const ADDRESSES: readonly [address: string, leadsTo: string][] = [
  ['https://arxiv.org/abs/1511.06422', 'https://arxiv.org/abs/1511.06422'],
  ['HTTP://EXAMPLE.org', 'HTTP://EXAMPLE.org'],
  ['https://doi.org/10.1000/a(b)c', 'https://doi.org/10.1000/a%28b%29c'],
  ['https://doi.org/10.1000/a<b>', 'https://doi.org/10.1000/a%3Cb%3E'],
  ['https://x.y/a b\nc', 'https://x.y/a%20b%0Ac'],
  ['https://x.y/100%', 'https://x.y/100%25'],
  ['https://x.y/%C3%BC?a=%26', 'https://x.y/%C3%BC?a=%26'],
  ['https://x.y/ü', 'https://x.y/%C3%BC'],
  ['https://x.y/) [z](command:a', 'https://x.y/%29%20%5Bz%5D%28command:a'],
  ['https://x.y/\ud800', 'https://x.y/%EF%BF%BD'],
];

for (const [address, leadsTo] of ADDRESSES) {
  test(`a link to ${JSON.stringify(address)}`, () => {
    assert.deepEqual(linkIn(link('Code [1]', address)), { text: 'Code [1]', address: leadsTo });
  });
}

for (const address of [
  'command:a',
  'javascript:alert(1)',
  'file:///etc',
  'data:x',
  ' https://x.y',
  '//x.y',
]) {
  test(`no link to ${address}, only its text`, () => {
    assert.deepEqual(shown(link('Code', address)), { text: 'Code', markup: [] });
  });
}

test('a command link carries its arguments as JSON, and its title', () => {
  const source = commandLink('Insert [A]', 'Say "when" \\', 'paperlens.insert', 'a)b "c"', {
    n: 1,
  });
  const { text, address } = linkIn(source);
  assert.equal(text, 'Insert [A]');
  // The title, as a renderer reads it: without the backslashes of its escapes.
  const title = / "(.*)"\)$/.exec(source)?.[1] ?? '';
  assert.equal(title.replace(/\\([!-/:-@[-`{-~])/g, '$1'), 'Say "when" \\');
  assert.doesNotMatch(title, /(?<!\\)(?:\\\\)*"/);
  const [command, query] = address.split('?');
  assert.equal(command, 'command:paperlens.insert');
  assert.deepEqual(JSON.parse(decodeURIComponent(query ?? '')), ['a)b "c"', { n: 1 }]);
});

const PATHS: readonly [path: string, leadsTo: string][] = [
  ['../papers/fern2021roots.md', '../papers/fern2021roots.md'],
  ['../papers/DBLP:conf/x.md', '../papers/DBLP%3Aconf/x.md'],
  ['../themes/a b)c.md', '../themes/a%20b%29c.md'],
  ['../themes/\ud800.md', '../themes/%EF%BF%BD.md'],
];

for (const [path, leadsTo] of PATHS) {
  test(`a link to the page ${JSON.stringify(path)}`, () => {
    assert.deepEqual(linkIn(pageLink('Fern [1]', path)), { text: 'Fern [1]', address: leadsTo });
  });
}

const DRAWN = 'data:image/svg+xml;base64,PHN2Zy8+';

for (const name of ['\\mu', 'a " onerror="x', '"><script>', '[x](command:y)', '`*_', 'a\n\nb']) {
  test(`a picture with the name ${JSON.stringify(name)} is one picture`, () => {
    const markup = shown(`x ${picture(name, DRAWN)} y`).markup;
    assert.deepEqual(markup, ['HTMLTag']);
    assert.match(
      picture(name, DRAWN),
      /^<img src="[^"]*" alt="[\p{L}\p{N} &#;]*" align="absmiddle">$/u,
    );
  });
}

for (const address of [
  'https://x.y/z.svg',
  'data:text/html;base64,PHN2Zy8+',
  `${DRAWN}" onload="x`,
]) {
  test(`no picture at ${address}, only its name`, () => {
    assert.deepEqual(shown(picture('*x*', address)), { text: '*x*', markup: [] });
  });
}

const CODE: readonly string[] = [
  '@key',
  'a`b',
  'a`b``c',
  '``',
  '`',
  'a\nb\nc',
  '<b>',
  '[x](command:y)',
  ' a ',
];

for (const text of CODE) {
  test(`as code: ${JSON.stringify(text)}`, () => {
    const source = code(text);
    const spans: string[] = [];
    markdown.parse(source).iterate({
      enter({ name, from, to, node }) {
        if (name !== 'InlineCode') return;
        const width = (node.firstChild?.to ?? 0) - from;
        spans.push(source.slice(from + width, to - width));
      },
    });
    // A renderer takes one space off at both ends.
    assert.deepEqual(
      spans.map((span) => span.replace(/^ (.*) $/, '$1')),
      [text.replace(/\s+/g, ' ')],
    );
  });
}

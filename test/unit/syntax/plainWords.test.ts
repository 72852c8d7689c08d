// The quick way over plain words, beside the slow one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tree } from '@lezer/common';
import fc from 'fast-check';
import { mayBeginUrl } from '../../../server/src/core/syntax/grammar/plainWords';
import { noteParser } from '../../../server/src/core/syntax/markdownGrammar';

const slowParser = noteParser.configure({ remove: ['PlainWords'] });
const PIECES = [
  ...[
    'word',
    'Two words',
    'x',
    '7',
    'é',
    ' ',
    '  \n',
    '\n',
    '\n\n',
    '. ',
    '.',
    '_',
    '**',
    '`',
    '~~',
  ],
  ...[
    '@key',
    '[@key, p. 3]',
    '@',
    'me@example.org',
    'www.',
    'www.example.org',
    'http://example.org',
  ],
  ...[
    'ftp:',
    'mailto:me@example.org',
    'xmpp:',
    '&amp;',
    '$x$',
    '\\cmd{a}',
    '<b>',
    '](to)',
    '[^1]',
    '- ',
    ':',
  ],
]; // prettier-ignore
const notes = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((all) => all.join(''));

function nodesOf(tree: Tree): string[] {
  const nodes: string[] = [];
  tree.iterate({ enter: ({ name, from, to }) => void nodes.push(`${name} ${from}-${to}`) });
  return nodes;
}

test('what is passed over is what nothing would have been read from', () => {
  fc.assert(
    fc.property(notes, (note) => {
      assert.deepEqual(nodesOf(noteParser.parse(note)), nodesOf(slowParser.parse(note)));
    }),
    { numRuns: 2_000 },
  );
});

test('no bare address is passed over', () => {
  const begins = /(?<!\w)(?:www\.|https?:\/\/|[\w.+-]{1,100}@|mailto:|xmpp:)/y;
  fc.assert(
    fc.property(notes, (note) => {
      for (let at = 0; at < note.length; at++) {
        begins.lastIndex = at;
        if (begins.test(note)) assert.ok(mayBeginUrl(note, at), note.slice(at));
      }
    }),
    { numRuns: 2_000 },
  );
});

const addresses: [text: string, found: string[]][] = [
  ['see www.example.org now', ['www.example.org']],
  ['Seewww.example.org', []],
  ['two words, then http://example.org/a.', ['http://example.org/a']],
  ['éhttp://example.org', ['http://example.org']],
  [`write to ${'a'.repeat(100)}@example.org`, [`${'a'.repeat(100)}@example.org`]],
  [`write to ${'a'.repeat(101)}@example.org`, []],
  ['1me@example.org and mailto:me@example.org', ['1me@example.org', 'mailto:me@example.org']],
];
for (const [text, found] of addresses) {
  test(`bare addresses in ${text.slice(0, 40)}`, () => {
    const urls: string[] = [];
    noteParser.parse(text).iterate({
      enter: ({ name, from, to }) => {
        if (name === 'URL') urls.push(text.slice(from, to));
      },
    });
    assert.deepEqual(urls, found);
  });
}

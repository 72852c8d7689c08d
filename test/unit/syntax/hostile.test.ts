import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { citationContextAt } from '../../../server/src/core/syntax/citationContext';
import type { ParsedDocument } from '../../../server/src/core/syntax/document';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { PARAGRAPH_LIMIT } from '../../../server/src/core/syntax/paragraphLimit';
import type { Span } from '../../../server/src/core/text/span';

const TIMEOUT_MS = 20_000;

/** Runs `work`, and stops it if it does not end by itself: the runner cannot interrupt a function. */
function inTime<T>(work: () => T): T {
  const run = runInThisContext('(work) => work()', {}) as (work: () => T) => T;
  Object.assign(globalThis, { hostileWork: () => run(work) });
  return runInThisContext('hostileWork()', { timeout: TIMEOUT_MS }) as T;
}

function assertInside({ start, end }: Span, outer: Span): void {
  if (outer.start <= start && start <= end && end <= outer.end) return;
  assert.fail(`${start}-${end} is not inside ${outer.start}-${outer.end}`);
}

/** All spans of a note lie inside of what holds them, in order. */
function assertSound(note: ParsedDocument): void {
  const document = { start: 0, end: note.text.length };
  let end = 0;
  for (const span of note.skipped) assertInside(span, document);
  for (const { start, facts } of note.blocks) {
    assertInside({ start, end: start + facts.text.length }, { start: end, end: document.end });
    end = start + facts.text.length;
    const block = { start: 0, end: facts.text.length };
    const spans = [facts.prose, facts.citations, facts.identifiers].flat();
    for (const span of spans) assertInside(span, block);
    for (const { keySpan, start: from, end: to } of facts.citations) {
      assertInside(keySpan, { start: from, end: to });
    }
    for (const { content } of facts.fences) assertInside(content, block);
  }
}

/** Reads a text, and asks what is being written at its end and in its middle. */
function check(name: string, text: string): void {
  test(`${name}, ${text.length} characters`, () => {
    const note = inTime(() => {
      const parsed = parseMarkdown(text);
      const edited = parseMarkdown(`${text}x`, parsed, [
        { fromA: text.length, toA: text.length, fromB: text.length, toB: text.length + 1 },
      ]);
      for (const at of [text.length, text.length >> 1]) {
        citationContextAt(edited, at, () => false);
      }
      return edited;
    });
    assertSound(note);
  });
}

/** `unit` again and again. */
function checkRepeated(unit: string, length: number): void {
  check(`${JSON.stringify(unit)} repeated`, unit.repeat(Math.ceil(length / unit.length)));
}

/** In one paragraph, as long as is still read. */
const INLINE = [
  ...['[', ']', '(', '@', '$', '`', '*', '_', '~', '<', '!', '\\', '|', '&', '\t', '\0', '\ud800'],
  ...['*a ', '_a ', '**a ', '*a_ ', '[a ', '[a](', '![', '[^', '[^a', '[@a; ', '<a ', '<!--', '<?'],
  ...['a* ', 'a** b', 'a] ', '](a) ', '*a* ', '`a` ', '$a ', '$a$ ', '$$a ', '~~a ', 'a_b', '\\$'],
  ...['@a', '@a.', '@a-', '@{', '@{a ', '@{a{', '-@', '\\@', 'a@b.c ', 'http://', 'www.a', 'doi:'],
  ...[
    '[a',
    '[a]',
    '[a][',
    '[@a ',
    '[@a; ',
    '[@a]',
    '["@a;',
    '^[',
    '[*',
    '](',
    '[a](<',
    '[a](b "',
    '{.a ',
    '`{a="',
    '@@',
  ],
  ...[
    '\\a{',
    '\\a[',
    '\\a<',
    '\\begin{a}',
    '\\a',
    '<pre>',
    '</a',
    '<a b="',
    '<a@',
    '<?a',
    '``a',
    '$\\text{',
    '_a*b',
  ],
  ...['arxiv:', '1511.06422', '10.1000/)', 'a-', 'a\n', 'a\\\n', '\r', '\u0301', '\ufeff'],
];
for (const unit of INLINE) checkRepeated(unit, PARAGRAPH_LIMIT - 100);

/** Beyond the length of a paragraph that is read. */
for (const unit of ['[', '@', '*a ', '$', '`', '>', '[some *emphasis* and `code`](text) ']) {
  checkRepeated(unit, 5_000_000);
}

/** As many blocks as it can be. */
const BLOCKS = [
  ...[
    '- a\n',
    '1. a\n',
    '> a\n',
    '# a\n',
    '---\n',
    '```\n',
    '    a\n',
    '| a |\n',
    '<div>\n',
    '\n\n',
  ],
  ...[
    ': a\n',
    'a\n: b\n',
    '(@a) b\n',
    'ii. a\n',
    ':::\n',
    '::: a\n',
    '[a]:\n',
    '[a]: "',
    '\\begin{a}\n',
    '<pre>\n',
  ],
  ...['[a]: b\n', '[^a]: b\n', 'a\n\n', 'a\r\n\r\n', '@a\n\n', '- > - a\n'],
];
for (const unit of BLOCKS) checkRepeated(unit, 100_000);

check('runs of backticks of growing length', growing('`', 300));
check('fences of growing length', growing('`', 1_000, '\n'));
check('quotes on one line', '> '.repeat(10_000));
check('lists on one line', '- + '.repeat(3_000));
check('lists in lists', nested('- a', 600));
check('numbered lists in lists', nested('1. a', 600));
check('quotes in quotes', quoted(300));
check('brackets in brackets', `${'[@a '.repeat(10_000)}${']'.repeat(9_000)}`);
check('a cluster of many', `[${'@a; '.repeat(1_200)}@b]`);
check('lines of a title', '% a\n'.repeat(100_000));
check('a table of one row', `| ${'a | '.repeat(20_000)}\n| ${'- | '.repeat(20_000)}\n`);
check('a table of many rows', `| a | b |\n|---|---|\n${'| @c | *d* |\n'.repeat(8_000)}`);
check('a front matter without end', `---\n${'a: b\n'.repeat(500_000)}`);
check('binary bytes', binary(1_000_000));

function growing(sign: string, count: number, between = ' '): string {
  return Array.from({ length: count }, (_, i) => sign.repeat(i + 1)).join(between);
}

function nested(item: string, depth: number): string {
  return Array.from({ length: depth }, (_, i) => `${'   '.repeat(i)}${item}`).join('\n');
}

function quoted(depth: number): string {
  return Array.from({ length: depth }, (_, i) => `${'> '.repeat(i)}a`).join('\n');
}

/** Bytes of no meaning, read as Latin letters: the same in each run. */
function binary(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(state % 256);
  }).join('');
}

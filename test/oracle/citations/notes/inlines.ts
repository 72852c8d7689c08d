// Owns generated prose: citations among everything else that a line of a note can hold.
import fc from 'fast-check';

type Text = fc.Arbitrary<string>;

const one = (...texts: readonly string[]): Text => fc.constantFrom(...texts);
const joined = (parts: readonly (Text | string)[]): Text =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(''));

const word = one(
  'word',
  'see',
  'p. 3',
  'and',
  'größe',
  '文献',
  '🎉',
  'a1',
  'x_y',
  'e.g.',
  'it’s',
  '1,5',
  '—',
  '...',
  '(so)',
  '"so"',
  "it's",
  'x^2^',
  'H~2~O',
  'A.',
  '3',
  '%',
  '&',
  '+',
  '/',
  '=',
);
const keySign = one(
  ...'abzAZ019',
  'a_b',
  'ä',
  '文',
  ':',
  '.',
  '#',
  '%',
  '&',
  '-',
  '+',
  '?',
  '/',
  '://',
  '--',
  '..',
  ',',
);
const keyTail = fc.array(keySign, { maxLength: 6 }).map((signs) => signs.join(''));
const bareKey = joined([one('a', 'Smith', '2020', 'ö', '川端', 'fig-', 'https://'), keyTail]);
const bracedKey = fc
  .array(one('a', 'B', '.', ',', ':', '/', '{x}', '@', ';', '文', '🎉'), { minLength: 1, maxLength: 6 })
  .map((signs) => `{${signs.join('')}}`); // prettier-ignore
const key = fc.oneof({ weight: 4, arbitrary: bareKey }, bracedKey);

/** What stands around a sign decides what it is. */
const glue = one(
  ' ',
  ' ',
  ' ',
  ' ',
  '\n',
  ', ',
  '. ',
  '; ',
  '-',
  '--',
  '---',
  '.',
  '…',
  '/',
  ' (',
  ') ',
  ': ',
);
const citation = fc.oneof(
  { weight: 3, arbitrary: joined([one('@', '@', '-@', '--@'), key]) },
  { weight: 1, arbitrary: joined([one('\\@', 'x@', '.@', '@@'), bareKey, ' so']) },
);

const secret = one('@q', 'x @q y', '[@q]', '@q.', '-@q');
const codeSpan = joined([
  fc.oneof(joined(['`', secret, '`']), joined(['``', secret, ' ` ', secret, '``'])),
  one('', '', '{.r}', '{k="@q"}'),
]);
const maths = fc.oneof(
  joined(['$', one('x', '@q', 'a_1 @q', '\\mu', '\\$@q', '\\text{$@q$}'), '$', one('', '', '.')]),
  joined(['$$', secret, '$$']),
);
const address = one(
  'me@example.org',
  'me.too@mail.example.org',
  '<me@example.org>',
  '<https://example.org/@q>',
  '<https://example.org/a?b=@q>',
  'mailto:me@example.org',
);
const escape = one(
  '\\*',
  '\\_',
  '\\[',
  '\\]',
  '\\`',
  '\\$',
  '\\\\',
  '\\<',
  '\\;',
  '\\-',
  '&amp;',
  '&ouml;',
  '&#64;',
);
const comment = one('<!-- @q -->', '<!-- x\n@q -->', '<!-- ] -->');
const tag = one(
  '<b>',
  '</b>',
  '<br>',
  '<br/>',
  '<i class="@q">',
  '</i>',
  "<a href='@q'>",
  '</a>',
  '<x-y z=@q>',
  '<kbd>',
  '</kbd>',
);
const tex = one(
  '\\LaTeX{}',
  '\\cite{@q}',
  '\\emph{@q}',
  '\\foo[@q]{@q}',
  '\\foo{\\emph{@q}}',
  '\\alpha{}',
  '\\ref{x}',
  '\\foo*{@q}',
  '\\%',
);
const target = one(
  '(b)',
  '(@q)',
  '(b "@q")',
  "(b '@q')",
  '(<@q>)',
  '(b c @q)',
  '(b(@q)c)',
  '(b "x" )',
  '(\nb)',
  '(b\n"@q")',
);
const attributes = one('', '', '{.x}', '{#y .x}', '{k="@q"}', "{.x k='@q'}");

/** A text of inlines down to `depth` levels; links hold no links. */
function inlines(depth: number, inLink = false, inEmphasis = false): Text {
  const quiet = [codeSpan, maths, escape, comment, tag, tex, ...(inLink ? [] : [address])];
  const leaf = fc.oneof(
    { weight: 5, arbitrary: word },
    { weight: 6, arbitrary: citation },
    ...quiet.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
  const piece =
    depth === 0
      ? leaf
      : fc.oneof(
          { weight: 15, arbitrary: leaf },
          { weight: 6, arbitrary: nested(depth - 1, inLink, inEmphasis) },
          ...(inLink ? [] : [{ weight: 3, arbitrary: link(depth - 1, inEmphasis) }]),
        );
  return joined([
    piece,
    fc.array(joined([glue, piece]), { maxLength: 4 }).map((texts) => texts.join('')),
  ]);
}

function nested(depth: number, inLink: boolean, inEmphasis: boolean): Text {
  const inside = inlines(depth, inLink, inEmphasis);
  const between = (mark: string): Text => joined([mark, inlines(depth, inLink, true), mark]);
  return fc.oneof(
    { weight: 5, arbitrary: cluster(inside, inLink) },
    { weight: 2, arbitrary: joined([citation, one(' ', '', '\n'), cluster(inside, inLink)]) },
    ...(inEmphasis ? [] : ['*', '**', '~~']).map((mark) => ({
      weight: 1,
      arbitrary: between(mark),
    })),
    { weight: 1, arbitrary: joined(['(', inside, ')']) },
    { weight: 1, arbitrary: joined([' "', inside, '" ']) },
  );
}

function link(depth: number, inEmphasis: boolean): Text {
  const text = joined([one('[see ', '[p. 3 ', '![x '), inlines(depth, true, inEmphasis), ']']);
  return fc.oneof(
    joined([text, target, attributes]),
    joined([text, one('{.x}', '{#y}', '[ref]', '[no]', '[]')]),
    text,
  );
}

function cluster(inside: Text, inLink: boolean): Text {
  const part = joined([
    one('', '', '', ' ', 'see ', 'see\n', 'see also ', '*see* ', '_see_ ', 'e.g., '),
    one('@', '@', '@', '-@', '--@'),
    key,
    fc.oneof(
      {
        weight: 4,
        arbitrary: one(
          '',
          '',
          ', p. 3',
          ...(inLink ? [] : [' [p. 3]']),
          ', pp. 3-5 and *passim*',
          ', {iv}',
          ' 3',
          "'s",
        ),
      },
      { weight: 1, arbitrary: joined([', ', inside]) },
    ),
  ]);
  return fc
    .array(part, { minLength: 1, maxLength: 3 })
    .chain((parts) => one('; ', '; ', ';', ';\n').map((cut) => `[${parts.join(cut)}]`));
}

/** A paragraph: lines with no blank one among them, of which none begins like another block. */
export const paragraph: Text = joined([
  one('', '', 'Text ', 'x '),
  fc.oneof({ weight: 6, arbitrary: inlines(1) }, { weight: 1, arbitrary: inlines(2) }),
  fc.oneof(one('', '', '', '.'), joined(['x^[see ', inlines(0), ']'])),
]).map(asParagraph);

/** One line of the same. */
export const lineOfProse: Text = paragraph.map((text) => text.replaceAll('\n', ' '));

/** Words and citations only, for where few signs are at home: the cells of tables. */
export const plainProse: Text = fc
  .array(fc.oneof(word, citation, cluster(word, true)), { minLength: 1, maxLength: 4 })
  .map((texts) => `x ${texts.join(' ').replaceAll('\n', ' ').trim()}`);

/** What no list, rule, heading, quotation or table begins with. */
const BEGINS_PROSE = /^(?:[\p{L}\p{N}[(*_]|@(?!\S*[.)](?:\s|$)))(?!\S?[.)](?:\s|$)|@|[-*_\s]*$)/u;

function asParagraph(text: string): string {
  return text
    .replace(/\](?=-*@)/g, '] ')
    .replaceAll(']:', ']')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (BEGINS_PROSE.test(line) ? line : `x ${line}`))
    .join('\n');
}

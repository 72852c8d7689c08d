// Owns generated notes: blocks that hold prose, blocks that hold others, and blocks that are quiet.
import fc from 'fast-check';
import { lineOfProse, paragraph, plainProse } from './inlines';

type Text = fc.Arbitrary<string>;

const one = (...texts: readonly string[]): Text => fc.constantFrom(...texts);

/** Text of which no citation counts. */
const secret = one('@q', 'x @q y', '[@q]\n@q', '- @q\n\n@q', '<b>@q', '`@q', '$@q');

const heading = fc
  .tuple(one('# ', '## ', '### '), lineOfProse, one('', ' {#sec-a}', ' {.x k="@q"}', ' {-}'))
  .map((parts) => parts.join(''));
const underlined = fc.tuple(lineOfProse, one('===', '-----')).map((parts) => parts.join('\n'));
const fence = fc
  .tuple(one('```', '````', '~~~'), one('', 'r', '{r}', '{.python k="@q"}'), secret)
  .map(([mark, info, text]) => `${mark}${info}\n${text}\n${mark}`);
const indentedCode = secret.map((text) => indented(text, '    ', '    '));
const comment = secret.map((text) => `<!-- ${text}\n-->`);
const environment = fc
  .tuple(one('equation', 'align*', 'x'), secret)
  .map(([name, text]) => `\\begin{${name}}\n${text}\n\\end{${name}}`);
const verbatim = fc
  .tuple(one('pre', 'script', 'style'), secret)
  .map(([tag, text]) => `<${tag}>\n${text}\n</${tag}>`);
const display = one('$$\n@q\n$$', '$$ @q $$ {#eq-a}', '$$\nx\n@q\n$$');
const definition = fc
  .tuple(
    one('[ref]: ', '[me@x]: '),
    one('@q', 'https://example.org/@q', '<@q>', 'b "@q"', 'b\n  "@q"', 'b @q'),
  )
  .map((parts) => parts.join(''));
const rule = one('***', '* * *', '----');
const quiet = fc.oneof(
  fence,
  indentedCode,
  comment,
  environment,
  verbatim,
  display,
  definition,
  rule,
);

const table = fc
  .tuple(
    fc.array(fc.tuple(plainProse, plainProse), { minLength: 1, maxLength: 3 }),
    one('', '\n\nTable: see @a', '\n: see [@a]'),
  )
  .map(([rows, caption]) => {
    const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
    return `| a | b |\n|---|:-:|\n${lines.join('\n')}${caption}`;
  });
const lineBlock = fc
  .array(lineOfProse, { minLength: 1, maxLength: 3 })
  .map((lines) => lines.map((line) => `| ${line}`).join('\n'));

/** A block, with what it needs elsewhere in the note: the definition of the footnote that it marks. */
function block(depth: number, inNote = false): Text {
  const leaf = fc.oneof(
    { weight: 8, arbitrary: paragraph },
    { weight: 3, arbitrary: quiet },
    ...[heading, underlined, table, lineBlock].map((arbitrary) => ({ weight: 1, arbitrary })),
  );
  if (depth === 0) return leaf;
  const inside = blocksIn(depth - 1, inNote);
  const item = (marks: readonly string[]) =>
    fc
      .tuple(one(...marks), fc.array(inside, { minLength: 1, maxLength: 3 }))
      .map(([mark, items]) =>
        items.map((text) => indented(text, mark, ' '.repeat(mark.length))).join('\n\n'),
      );
  return fc.oneof(
    { weight: 6, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: item(['- ', '* ', '+   ', '1. ', '10) ', '(1) ', 'a. ', '(ii) ', '#. ', '- [ ] ']),
    },
    { weight: 1, arbitrary: inside.map((text) => indented(text, '> ', '> ')) },
    { weight: 1, arbitrary: inside.map((text) => `::: {.x k="@q"}\n${text}\n\n:::`) },
    { weight: 1, arbitrary: inside.map((text) => `<div class="@q">\n\n${text}\n\n</div>`) },
    { weight: 1, arbitrary: inside.map((text) => `Term\n${indented(text, ':   ', '    ')}`) },
    ...(inNote ? [] : [{ weight: 1, arbitrary: blocksIn(depth - 1, true).map(asFootnote) }]),
  );
}

function blocksIn(depth: number, inNote: boolean): Text {
  return fc
    .tuple(paragraph, fc.array(block(depth, inNote), { maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest].join('\n\n'));
}

/** Footnotes hold none: Pandoc loses those. */
function asFootnote(text: string): string {
  return `x[^N]\n\n${indented(text, '[^N]: ', '    ')}`;
}

const frontMatter = one(
  '',
  '',
  '---\ntitle: x\nnocite: "@q"\n---\n',
  '---\r\ntitle: x\r\n---\r\n',
  '% x @q\n% y\n',
);

export const note: Text = fc
  .tuple(
    frontMatter,
    fc.array(fc.oneof({ weight: 5, arbitrary: block(1) }, { weight: 1, arbitrary: block(2) }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.boolean(),
  )
  .map(([front, blocks, isWindows]) => {
    let notes = 0;
    const body = blocks.join('\n\n').replace(/x\[\^N\]([^]*?)\[\^N\]:/g, (_, between: string) => {
      notes++;
      return `x[^${notes}]${between}[^${notes}]:`;
    });
    return `${front}${isWindows ? body.replaceAll('\n', '\r\n') : body}\n`;
  });

/** The same blocks further to the right, behind a mark. */
function indented(text: string, mark: string, indent: string): string {
  return text
    .split('\n')
    .map((line, i) => (i === 0 ? mark + line : line === '' ? indent.trimEnd() : indent + line))
    .join('\n');
}

// Owns every known difference between pandoc's reading of a note and ours, each with its reason.
import { R_MARKDOWN } from '../pandoc';

/** What both find, as `written` in `found.ts` tells it. */
export interface Difference {
  readonly note: string;
  readonly pandoc: string;
  readonly ours: string;
  /** What pandoc reads the note as, where it is not its own Markdown. */
  readonly reader?: string;
}

export interface Explained {
  readonly reason: string;
  readonly differences: readonly Difference[];
}

const LONG_KEY = 'a'.repeat(301);

export const EXPLAINED: readonly Explained[] = [
  {
    reason:
      'What is opened and never closed runs up to the end of what holds it, as in CommonMark: while someone writes the first line of it, what follows is no prose. To pandoc the opening sign is text then.',
    differences: [
      { note: '```\n@a', pandoc: '@a', ours: '' },
      { note: '~~~\n@a', pandoc: '@a', ours: '' },
      { note: '<!--\n@a', pandoc: '@a', ours: '' },
      { note: '<pre>\n@a', pandoc: '@a', ours: '' },
      { note: '\\begin{x}\n@a', pandoc: '@a', ours: '' },
      { note: '> <!--\n> @a\n\n@b -->', pandoc: '@a @b', ours: '@b' },
    ],
  },
  {
    reason:
      'Within a paragraph nothing runs over a blank line. To pandoc some things do, and of brackets it then loses what stands behind the blank line.',
    differences: [
      { note: 'x <!-- @a\n\n@b --> @c', pandoc: '@c', ours: '@a @b @c' },
      { note: 'x <b title="\n\n@a">', pandoc: '', ours: '@a' },
      { note: '\\foo{a\n\n@b}', pandoc: '', ours: '@b' },
      { note: 'x^[a\n\n@b]', pandoc: '', ours: '@b' },
      { note: '[@a;\n\n@b]', pandoc: '@a', ours: '@a @b' },
      { note: 'x [y *z\n\nw* @b]', pandoc: '', ours: '@b' },
    ],
  },
  {
    reason:
      'Right below a line of text, pandoc begins no list, heading, rule, quotation or tilde fence. CommonMark does, and so does the preview; we show what it shows.',
    differences: [
      { note: 'x\n~~~\n@a\n~~~', pandoc: '@a', ours: '' },
      { note: 'x\n- y\n\n    @a', pandoc: '', ours: '@a' },
      { note: 'x\n1. y\n\n    @a', pandoc: '', ours: '@a' },
      { note: 'x\n# y\n    @a', pandoc: '@a', ours: '' },
      { note: 'x\n***\n    @a', pandoc: '@a', ours: '' },
      { note: '[see\n> @a]', pandoc: '[@a]', ours: '@a' },
      { note: '[see\n- @a]', pandoc: '[@a]', ours: '@a' },
    ],
  },
  {
    reason:
      'Front matter stands on the first line. Pandoc takes YAML for metadata further down, too.',
    differences: [
      { note: '\n---\ntitle: "@a"\n---\n@b', pandoc: '@b', ours: '@a @b' },
      { note: 'x\n\n---\ntitle: "@a"\n---\n\n@b', pandoc: '@b', ours: '@a @b' },
      { note: 'x\n\n---\ntitle: "@a"\n...\n\n@b', pandoc: '@b', ours: '@a @b' },
    ],
  },
  {
    reason:
      'The cells of a table are cut first, as GitHub does it: no code and no cluster runs over a bar. A caption is a definition to us, below which four columns are no code.',
    differences: [
      { note: '| a |\n|---|\n| `x | @a` |', pandoc: '', ours: '@a' },
      { note: '| a |\n|---|\n| [@a; | @b] |', pandoc: '@a', ours: '@a @b' },
      { note: '| a |\n|---|\n| b |\n\n: c\n\n    @a', pandoc: '', ours: '@a' },
    ],
  },
  {
    reason:
      'The lines of a line block are one paragraph to us, which code and clusters may run over.',
    differences: [
      { note: '| `@a\n| @b`', pandoc: '@a @b', ours: '' },
      { note: '| [@a;\n| @b]', pandoc: '@a @b', ours: '[@a] [@b]' },
    ],
  },
  {
    reason:
      'A key of no sign names nothing, and one of more than 300 is a brace that was never closed.',
    differences: [
      { note: '@{}', pandoc: '@', ours: '' },
      { note: `@{${LONG_KEY}}`, pandoc: `@${LONG_KEY}`, ours: '' },
    ],
  },
  {
    reason:
      'Addresses are quiet, bare or in angle brackets, wherever they stand. Pandoc knows bare ones only with the extension that R Markdown turns on, others only with a scheme from its list, and none in the text of a link.',
    differences: [
      { note: 'https://example.org/@a', pandoc: '@a', ours: '' },
      { note: 'www.example.org/@a', pandoc: '@a', ours: '' },
      { note: '<foo:@a>', pandoc: '@a', ours: '' },
      { note: '[x <https://example.org/?@a>](b)', pandoc: '@a', ours: '' },
    ],
  },
  {
    reason:
      'With the extensions of R Markdown there is maths between backslashes, and a name of mail may end in punctuation. Not so for pandoc without them, nor for Quarto.',
    differences: [
      { note: '\\(@a\\)', pandoc: '', ours: '@a', reader: R_MARKDOWN },
      { note: '\\[@a\\]', pandoc: '', ours: '@a', reader: R_MARKDOWN },
      { note: 'me-@example.org', pandoc: '', ours: '@example.org', reader: R_MARKDOWN },
    ],
  },
  {
    reason:
      'The head of an R chunk is no attributes to pandoc, but knitr has taken the chunk away before.',
    differences: [
      { note: '```{r, a=1}\n- @a\n\n@a\n```', pandoc: '@a @a', ours: '' },
      { note: '~~~{r, a=1}\n@a\n~~~', pandoc: '@a', ours: '' },
    ],
  },
  {
    reason:
      'A key in the text that is the label of an example elsewhere in the note is a number to pandoc. We do not look elsewhere, nor for items in the middle of a paragraph.',
    differences: [
      { note: '(@x) y\n\nsee @x', pandoc: '', ours: '@x' },
      { note: '- x\n  @a. y', pandoc: '', ours: '@a' },
    ],
  },
  {
    reason:
      'Footnotes are read where they are defined, each once. Pandoc reads them where they are marked, and only the last one of a name, and none in another footnote.',
    differences: [
      { note: '[^1]: @a', pandoc: '', ours: '@a' },
      { note: 'x[^1] y[^1]\n\n[^1]: @a', pandoc: '@a @a', ours: '@a' },
      { note: 'x[^1]\n\n[^1]: @a\n\n[^1]: @b', pandoc: '@b', ours: '@a @b' },
      { note: 'x[^1]\n\n[^1]: y[^2]\n\n    [^2]: @a', pandoc: '', ours: '@a' },
    ],
  },
  {
    reason:
      'An item of a list that is shorter than the tab behind its mark is empty to our parser.',
    differences: [
      { note: '-\tx\n\n\t@a', pandoc: '@a', ours: '' },
      { note: '1.\tx\n\n\t@a', pandoc: '@a', ours: '' },
    ],
  },
  {
    reason:
      'Of TeX, pandoc knows some commands by name: assignments, and those that take no argument.',
    differences: [
      { note: '\\let\\x=@a\n\n@b', pandoc: '@b', ours: '@a @b' },
      { note: '\\foo\\bar{@a}', pandoc: '@a', ours: '' },
    ],
  },
  {
    reason:
      'Within brackets, sub- and superscripts and tags are no containers to us, and the names of Greek letters end at no semicolon: the kind of a citation differs, not its key.',
    differences: [
      { note: '[~@a~]', pandoc: '@a', ours: '[@a]' },
      { note: '[x^@a^]', pandoc: '@a', ours: '[@a]' },
      { note: '[<span>@a</span>]', pandoc: '@a', ours: '[@a]' },
      { note: '[@a, &alpha; x]', pandoc: '[@a]', ours: '@a' },
      { note: '[see \'x; "y\' z" @a]', pandoc: '@a', ours: '[@a]' },
      { note: 'x ^[@a]^', pandoc: '[@a]', ours: '@a' },
    ],
  },
  {
    reason:
      'Brackets right behind others are their label, but pandoc takes an undefined one for text again. Right before a citation, it closes no brackets.',
    differences: [
      { note: '[x][@a](b)', pandoc: '[@a]', ours: '@a' },
      { note: '[@a, [see x]@b]', pandoc: '@a @b', ours: '@b [@a]' },
      { note: '[see [@a]]: y', pandoc: '', ours: '[@a]' },
      { note: '[[@a [p. 3]; @b]](c)', pandoc: '@b [@a]', ours: '[@a] [@b]' },
    ],
  },
  {
    reason:
      'In the text of a link pandoc can mistake the end of another word for the place before an `@`.',
    differences: [{ note: '![x^2^] [[--@a]](b)', pandoc: '', ours: '[@a]' }],
  },
];

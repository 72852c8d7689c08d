// Owns notes drawn from pieces of Markdown, whole and broken, for property tests.
import fc from 'fast-check';

/** What notes are made of; also in halves, as they stand while someone types. */
export const PIECES = [
  'word', ' ', '  ', '    ', '\n', '\n', '\n\n', '\r\n', '\r\n\r\n', '\t', '. ', ', ',
  '# Heading\n', '## ', '===\n', '---\n', '---', '...\n', '***\n', '- item\n', '- ', '1. ', '  - inner\n',
  '> quote\n', '> ', '| a | b |\n', '|---|---|\n', '```\n', '```python\nx = 1\n```\n', '~~~\n', '`code`', '`',
  '$x$', '$', '$$\ny\n$$', '*strong*', '**', '_', '[@one; @two]', '@one', '@{two.}', '-@', '@', '[', ']', '[^1]',
  '[^1]: note\n', '[ref]: https://a.org\n', '[text](x "t")', '<https://a.org>', 'https://doi.org/10.1000/182',
  '1511.06422', 'arXiv:', '<div>\n', '</div>\n', '<!-- ', ' -->', '<b>', '\\', '😀', 'ß', '\r', '\uFEFF',
  'title: x\n', '---\ntitle: x\n---\n', '% x\n', '::: {.x}\n', ':::\n', ': ', '(@a) ', '(ii) ', '"', '(', ')', '^[',
  '\\begin{x}\n', '\\end{x}', '\\emph{', '{.x}', '}', '<pre>\n', '</pre>', '<?a ', '?>', '[x]: ', '; @c]',
]; // prettier-ignore

export const text = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 60 })
  .map((pieces) => pieces.join(''));
/** Long enough that the parser has something to reuse. */
const longText = fc
  .array(
    fc.tuple(text, fc.constantFrom('\n\n', '\r\n\r\n', '\n\nplain words to fill a line\n\n')),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.flat().join(''));
/** With front matter or without, line ends of either kind. */
export const note = fc
  .tuple(fc.constantFrom('', '---\ntitle: x\n---\n', '---\r\ntitle: x\r\n---\r\n'), longText)
  .map((parts) => parts.join(''));

// Owns the grammar of notes: Pandoc's Markdown, as far as it tells prose from the rest, for the Lezer parser.
import {
  Autolink,
  parser,
  Strikethrough,
  Table,
  TaskList,
  type InlineContext,
  type InlineParser,
  type MarkdownConfig,
} from '@lezer/markdown';
import { parseBracketEnd } from './grammar/brackets';
import { parseCitation } from './grammar/citation';
import { parseCodeSpan } from './grammar/codeSpan';
import { parseEmphasis } from './grammar/emphasis';
import { parseEntity } from './grammar/entity';
import { parseHtml, parseHtmlBlock } from './grammar/html';
import {
  endsTerm,
  parseDefinition,
  parseFancyItem,
  parseFootnote,
  parseFootnoteMark,
} from './grammar/items';
import { parseMaths } from './grammar/maths';
import { isDivFence, parseDivFence, parseLinkReference } from './grammar/oneLiners';
import { mayBeginUrl, passPlainWords } from './grammar/plainWords';
import { matchEnd } from './grammar/scan';
import { opensEnvironment, parseEnvironment, parseRawTex } from './grammar/tex';

/** An `@` behind punctuation cites, even if what stands around it looks like an address. */
const NO_ADDRESS = /[\w.+-]{0,100}[.+_-]@/y;

const bareUrls = (Autolink.parseInline ?? []).map((original): InlineParser => ({
  ...original,
  parse: (cx: InlineContext, next: number, pos: number) => {
    const at = pos - cx.offset;
    if (!mayBeginUrl(cx.text, at)) return -1;
    return matchEnd(NO_ADDRESS, cx.text, at) > 0 ? -1 : original.parse(cx, next, pos);
  },
}));

const notes: MarkdownConfig = {
  defineNodes: [
    ...['Attributes', 'Brackets', 'Citation', 'FootnoteMark', 'ItemMark', 'LinkTarget', 'Maths'],
    ...['RawTex', { name: 'DivFence', block: true }, { name: 'RawBlock', block: true }],
  ],
  // An image is brackets behind an exclamation mark.
  remove: ['Image'],
  parseBlock: [
    { name: 'HTMLBlock', parse: parseHtmlBlock },
    { name: 'LinkReference', parse: parseLinkReference },
    { name: 'Footnote', parse: parseFootnote, before: 'Blockquote' },
    { name: 'FancyItem', parse: parseFancyItem, before: 'Blockquote' },
    {
      name: 'Definition',
      parse: parseDefinition,
      endLeaf: (_, line, leaf) => endsTerm(line, leaf),
      before: 'Blockquote',
    },
    {
      name: 'DivFence',
      parse: parseDivFence,
      endLeaf: (_, line) => isDivFence(line),
      before: 'Definition',
    },
    {
      name: 'Environment',
      parse: parseEnvironment,
      endLeaf: (_, line) => opensEnvironment(line),
      before: 'Blockquote',
    },
  ],
  parseInline: [
    { name: 'PlainWords', parse: passPlainWords, before: 'Escape' },
    { name: 'Entity', parse: parseEntity },
    { name: 'Emphasis', parse: parseEmphasis },
    { name: 'InlineCode', parse: parseCodeSpan },
    { name: 'HTMLTag', parse: parseHtml },
    { name: 'LinkEnd', parse: parseBracketEnd },
    { name: 'FootnoteMark', parse: parseFootnoteMark, before: 'Link' },
    { name: 'RawTex', parse: parseRawTex, before: 'Escape' },
    { name: 'Maths', parse: parseMaths, before: 'Emphasis' },
  ],
};

export const noteParser = parser.configure([
  Table,
  TaskList,
  Strikethrough,
  { parseInline: bareUrls },
  notes,
  { parseInline: [{ name: 'Citation', parse: parseCitation, before: 'Autolink' }] },
]);

// Owns what a string of CSL says without its markup: the rich text of CSL-JSON, the Markdown of CSL-YAML.

export interface Markup {
  /** Text for people. */
  readonly plain: (text: string) => string;
  /** Keys, DOIs and URLs. */
  readonly verbatim: (text: string) => string;
}

/** The tags of citeproc-js and of the JATS abstracts that Crossref sends. Other `<` are text. */
const TAG = /<\/?(?:i|b|u|em|strong|sc|sub|sup|span|p|jats:[a-z-]+)(?:\s[^<>]*)?\/?>/gi;
const BRACKETED_SPAN = /\[([^[\]{}]*)\]\{[^{}[\]]*\}/g;
const EMPHASIS = /(?<![\w\\])(\*{1,2}|_{1,2})(?=\S)([^*_]+)(?<=[^\s\\])\1(?!\w)/g;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;

/** Words of ASCII with single spaces between them: nearly all names and titles. */
const IS_PLAIN = /^[!-;=-~]+(?: [!-;=-~]+)*$/;
/** In UTF-16 units; a pattern that goes word by word gives up on millions of them. */
const LONGEST_PLAIN = 10_000;

export const RICH_TEXT: Markup = { plain: plainRichText, verbatim: (text) => text };

/** Pandoc takes all strings of metadata for Markdown, and escapes what it writes: `10.1000/a\_b`. */
export const MARKDOWN: Markup = {
  plain: plainMarkdown,
  verbatim: (text) => (text.includes('\\') ? text.replace(ESCAPE, '$1') : text),
};

/** `The <i>E. coli</i> genome` → `The E. coli genome`. Linear. */
export function plainRichText(text: string): string {
  if (text === '' || (text.length <= LONGEST_PLAIN && IS_PLAIN.test(text))) return text;
  const bare = text.includes('<') ? text.replace(TAG, '') : text;
  return bare.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** `[GPT]{.nocase} is *big*` → `GPT is big`. Linear. */
function plainMarkdown(text: string): string {
  const bare = /[\\[*_]/.test(text)
    ? text.replace(BRACKETED_SPAN, '$1').replace(EMPHASIS, '$2').replace(ESCAPE, '$1')
    : text;
  return plainRichText(bare);
}

// Owns the escaping of data that is put into Markdown: it must never become markup, HTML or a command link.

const SIGNS = /[\\`*_{}[\]()#+!|<>~$&]/g;
/** What renderers link without any sign around it: addresses of the web, and e-mail. */
const BARE_ADDRESS = /:(?=\/\/)|(?<=\bwww)\.|@/gi;
/** What means something at the start of a line only: rules and lists. The text before is one space or none. */
const AT_LINE_START = /^( ?\d*)(?<=\d)(\.)|^( ?)([-=])/;

/** Text as itself, in any Markdown renderer. Line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(SIGNS, '\\$&')
    .replace(BARE_ADDRESS, '\\$&')
    .replace(AT_LINE_START, '$1$3\\$2$4');
}

/** Text in a code span, whatever backticks are in it. Line breaks become spaces. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const runs = line.match(/`+/g) ?? [];
  const mark = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  // One space at both ends belongs to the marks (CommonMark 6.1).
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return mark + pad + line + pad + mark;
}

/** A link, or the plain text where the address is not http(s). */
export function link(text: string, address: string): string {
  if (!/^https?:\/\//i.test(address)) return escapeMarkdown(text);
  return `[${escapeMarkdown(text)}](${withoutBrackets(encodeAddress(address))})`;
}

/** What is encoded already stays as it is. */
function encodeAddress(address: string): string {
  return wellFormed(address).replace(
    /(%[\da-f]{2})|[^%]+|%/gi,
    (part, encoded?: string) => encoded ?? encodeURI(part),
  );
}

/** A link that runs a command of the client, with JSON arguments. */
export function commandLink(
  text: string,
  title: string,
  command: string,
  ...args: readonly unknown[]
): string {
  const query = withoutBrackets(encodeURIComponent(JSON.stringify(args)));
  const shownTitle = escapeMarkdown(title).replace(/"/g, '\\"');
  return `[${escapeMarkdown(text)}](command:${command}?${query} "${shownTitle}")`;
}

/** A link to another page of the same origin, by its path. */
export function pageLink(text: string, path: string): string {
  const address = wellFormed(path).split('/').map(encodeURIComponent).join('/');
  return `[${escapeMarkdown(text)}](${withoutBrackets(address)})`;
}

const SVG_ADDRESS = /^data:image\/svg\+xml;base64,[\w+/=]+$/;

/** A picture in a line of text, for renderers that take HTML: its middle is level with that of the letters. */
export function picture(name: string, address: string): string {
  if (!SVG_ADDRESS.test(address)) return escapeMarkdown(name);
  const line = name.replace(/\s+/g, ' ');
  const alt = line.replace(/[^\p{L}\p{N} ]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
  return `<img src="${address}" alt="${alt}" align="absmiddle">`;
}

/** Halves of surrogate pairs are no text and cannot be encoded. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

function withoutBrackets(encoded: string): string {
  return encoded.replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
}

// Owns the escaping of data that is put into Markdown: it must never become markup, HTML or a command link.

/** Text as itself, in any Markdown renderer. Line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~$&]/g, '\\$&')
    .replace(/^(\s*)([-=]|\d+[.)])/, '$1\\$2');
}

/** A link, or the plain text where the address is not http(s). */
export function link(text: string, address: string): string {
  if (!/^https?:\/\//i.test(address)) return escapeMarkdown(text);
  const safe = encodeURI(decodeSafely(address)).replace(/[()]/g, (bracket) =>
    bracket === '(' ? '%28' : '%29',
  );
  return `[${escapeMarkdown(text)}](${safe})`;
}

function decodeSafely(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    // A stray percent sign: the address is encoded as it stands.
    return address;
  }
}

/** A link that runs a command of the client, with JSON arguments. */
export function commandLink(
  text: string,
  title: string,
  command: string,
  ...args: readonly unknown[]
): string {
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (bracket) =>
    bracket === '(' ? '%28' : '%29',
  );
  return `[${escapeMarkdown(text)}](command:${command}?${query} "${title.replace(/"/g, '\\"')}")`;
}

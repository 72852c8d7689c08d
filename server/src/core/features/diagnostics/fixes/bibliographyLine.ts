// Owns the line by which a note names its library, where it has none yet.
import type { ParsedDocument } from '../../../syntax/document';
import { frontMatterEnd } from '../../../syntax/frontMatter';
import type { Edit } from '../../../text/span';

/** The last line of the front matter, or front matter of its own. */
export function bibliographyLine({ text }: ParsedDocument, path: string): Edit {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `bibliography: ${path}${lineEnd}`;
  const end = frontMatterEnd(text);
  if (end === 0) {
    const start = text.startsWith('\uFEFF') ? 1 : 0;
    return { span: { start, end: start }, newText: `---${lineEnd}${line}---${lineEnd}${lineEnd}` };
  }
  const close = text.slice(0, end).trimEnd().lastIndexOf('\n') + 1;
  return { span: { start: close, end: close }, newText: line };
}

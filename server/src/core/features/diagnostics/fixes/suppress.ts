// Owns the comment that silences a diagnostic, put where it counts for it alone.
import type { OpenDocument } from '../../../snapshot';
import { blockAt } from '../../../syntax/document';
import { FRONT_MATTER } from '../../../syntax/frontMatterBlock';
import type { Diagnostic } from '../diagnostic';
import type { Fix } from './fix';

export function suppress(
  { note, library, text }: OpenDocument,
  found: Pick<Diagnostic, 'code' | 'start'>,
): Fix[] {
  const block = note && blockAt(note, found.start);
  // No comment can stand in front matter, nor before it.
  if (block?.facts.kind === FRONT_MATTER) return [];
  const at = note ? block?.start : entryStart(library, found.start);
  if (at === undefined) return [];
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  // In a list or a quotation a comment of its own would end it.
  const isOwnLine = text.slice(lineStart, at).trim() === '';
  const comment = library
    ? `% paperlens-ignore ${found.code}${lineEnd}`
    : `<!-- paperlens-ignore ${found.code} -->${lineEnd}${lineEnd}`;
  if (!isOwnLine) return [];
  return [
    {
      title: `Ignore ${found.code} here`,
      mends: found.code,
      edits: [{ span: { start: lineStart, end: lineStart }, newText: comment }],
    },
  ];
}

function entryStart(library: OpenDocument['library'], offset: number): number | undefined {
  const placed = library?.sectionAt(offset);
  const at = offset - (placed?.start ?? 0);
  const entry = placed?.section.entries.find(({ start, end }) => start <= at && at < end);
  return placed && entry && placed.start + entry.start;
}

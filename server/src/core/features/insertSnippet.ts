// Owns the insertion of a chosen method's code at the cursor: where it stands, and what it needs there.
import type { OpenDocument, Snapshot } from '../snapshot';
import { blockAt, type ParsedDocument } from '../syntax/document';
import type { Edit } from '../text/span';
import { fenceAround, pythonAround } from '../code/around';
import { methodCode } from '../code/methodCode';

export interface SnippetInsertion {
  /** `newText` is in VS Code's snippet syntax. */
  readonly snippet: Edit;
  readonly imports: readonly Edit[];
}

/**
 * The code of a method for the line of `offset`: on it where it is empty, else below it. In a note the
 * code gets a fence of its own, unless the cursor is in one with Python. Undefined: no such method.
 */
export function insertSnippet(
  snapshot: Snapshot,
  document: OpenDocument,
  offset: number,
  id: string,
): SnippetInsertion | undefined {
  const method = snapshot.catalog.method(id);
  if (!method) return undefined;
  const { text, note } = document;
  const around = pythonAround(document, offset);
  const place = around || !note ? offset : behindFence(note, offset);
  const { snippet, imports } = methodCode(snapshot, method, around, place);
  const lineEnd = endOfLine(text, place);
  const isEmpty = text.slice(text.lastIndexOf('\n', place - 1) + 1, lineEnd).trim() === '';
  const at = { start: isEmpty ? place : lineEnd, end: isEmpty ? place : lineEnd };
  const before = isEmpty ? '' : around ? '\n' : '\n\n';
  const newText = around || !note ? snippet : `\`\`\`python\n${snippet}\n\`\`\`\n`;
  return { snippet: { span: at, newText: before + newText }, imports };
}

/** A fence in another language cannot hold Python: the code goes below it. */
function behindFence(note: ParsedDocument, offset: number): number {
  const block = fenceAround(note, offset) && blockAt(note, offset);
  return block ? block.start + block.facts.text.length : offset;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

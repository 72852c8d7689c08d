// Owns the Python around a place: a whole document, or a fence of a note with the fences before it.
import type { OpenDocument } from '../snapshot';
import { blockAt, type CodeFence, type ParsedDocument } from '../syntax/document';
import { parsePython, type PythonFile } from '../syntax/python';
import { contains, shift, type Span } from '../text/span';

const PYTHON = new Set(['python', 'py', 'python3', 'pycon', 'ipython']);

export interface PythonAround {
  /** Where it stands in the document. */
  readonly span: Span;
  /** Its offsets count from the start of `span`. */
  readonly file: PythonFile;
  /** What runs before it in a notebook or Quarto note. */
  readonly earlier: readonly PythonFile[];
}

/** The Python around `offset`, its end included. In a note, linear in the fences before it. */
export function pythonAround(document: OpenDocument, offset: number): PythonAround | undefined {
  const { text, python, note } = document;
  if (python) return { span: { start: 0, end: text.length }, file: python, earlier: [] };
  const span = note && fenceAround(note, offset, isPython);
  if (!span) return undefined;
  const earlier = note.blocks.flatMap(({ start, facts }) =>
    start >= span.start
      ? []
      : facts.fences.filter(isPython).map(({ content }) => shift(content, start)),
  );
  const read = ({ start, end }: Span) => parsePython(text.slice(start, end));
  return {
    span,
    file: read(span),
    earlier: earlier.filter(({ end }) => end < span.start).map(read),
  };
}

/** The inside of the fence around `offset`, its end included. */
export function fenceAround(
  note: ParsedDocument,
  offset: number,
  counts: (fence: CodeFence) => boolean = () => true,
): Span | undefined {
  const block = blockAt(note, offset);
  const fence = block?.facts.fences.find((candidate) => {
    const { content } = candidate;
    const at = offset - block.start;
    return counts(candidate) && (contains(content, at) || content.end === at);
  });
  return (
    block && fence && shift({ start: fence.content.start, end: fence.content.end }, block.start)
  );
}

function isPython({ language }: CodeFence): boolean {
  return PYTHON.has(language);
}

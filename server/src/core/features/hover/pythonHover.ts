// Owns the hover in Python: a method's function or a library's name for it, an argument, a paper in a comment.
import type { Method } from '../../corpus/method';
import { subjectAt } from '../../index/subjectAt';
import { methodCard, methodLine } from '../../render/methodCard';
import { paperCard } from '../../render/paperCard';
import type { Snapshot } from '../../snapshot';
import { parseMarkdown } from '../../syntax/markdown';
import { placeAt } from '../../syntax/pythonPlace';
import { shift, type Span } from '../../text/span';
import { subjectCard, type Hover, type HoverOptions } from './found';
import type { PythonAround } from '../../code/around';

/** What stands at `offset` of the document in the Python around it, or undefined. */
export function pythonHover(
  snapshot: Snapshot,
  { file, span: { start } }: PythonAround,
  uri: string,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const place = placeAt(file, offset - start);
  const inFile = !place
    ? undefined
    : place.kind === 'words'
      ? hoverOfWords(snapshot, uri, file.text, place.span, offset - start, options)
      : hoverOfMethods(snapshot, snapshot.codeNames.methodsAt(place), place.span, options);
  return inFile && { ...inFile, span: shift(inFile.span, start) };
}

/** A line of a comment is prose: it is read as a note of one line. */
function hoverOfWords(
  snapshot: Snapshot,
  uri: string,
  text: string,
  line: Span,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const note = parseMarkdown(text.slice(line.start, line.end));
  const names = options.mentions ? snapshot.mentions : undefined;
  const subject = subjectAt(note, offset - line.start, snapshot.scope(uri).works, names);
  if (!subject) return undefined;
  const markdown = subjectCard(subject, snapshot, options);
  return { span: shift(subject.span, line.start), markdown };
}

/** The card of one method and its paper; of several, a line each. */
function hoverOfMethods(
  { catalog }: Snapshot,
  methods: readonly Method[],
  span: Span,
  { actions, draw }: HoverOptions,
): Hover | undefined {
  const [first, ...others] = methods;
  if (!first) return undefined;
  if (others.length > 0) {
    const lines = methods.map((method) => `- ${methodLine(method, catalog)}`);
    return { span, markdown: lines.join('\n') };
  }
  const paper = catalog.paper(first.paper);
  const card = methodCard(first, catalog, { withPaper: !paper, draw });
  const source = paper ? [paperCard(paper, catalog, { actions, length: 'medium', draw })] : [];
  return { span, markdown: [card, ...source].join('\n\n---\n\n') };
}

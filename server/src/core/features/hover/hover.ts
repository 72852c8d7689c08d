// Owns the hover: over a paper in a note, over a method in Python.
import { subjectAt } from '../../index/subjectAt';
import { paperCard } from '../../render/paperCard';
import type { Snapshot } from '../../snapshot';
import { pythonAround } from '../../code/around';
import type { Hover, HoverOptions } from './found';
import { pythonHover } from './pythonHover';

/** The card of what stands at `offset`, or undefined. */
export function hover(
  snapshot: Snapshot,
  uri: string,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const { catalog, mentions } = snapshot;
  const document = snapshot.document(uri);
  const around = document && pythonAround(document, offset);
  if (around) return pythonHover(snapshot, around, offset, options);
  const note = document?.note;
  const subject = note && subjectAt(note, offset, catalog, options.mentions ? mentions : undefined);
  if (!subject) return undefined;
  return {
    span: subject.span,
    markdown: paperCard(subject.paper, catalog, { actions: options.actions, length: 'brief' }),
  };
}

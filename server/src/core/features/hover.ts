// Owns the hover over a paper in a note.
import { subjectAt } from '../index/subjectAt';
import { paperCard } from '../render/paperCard';
import type { Snapshot } from '../snapshot';
import type { Span } from '../text/span';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverOptions {
  /** The client runs command links. */
  readonly actions: boolean;
  /** Names in prose count, not only keys and identifiers. */
  readonly mentions: boolean;
}

/** The card of the paper at `offset`, or undefined. */
export function hover(
  snapshot: Snapshot,
  uri: string,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const { catalog, mentions } = snapshot;
  const note = snapshot.document(uri)?.note;
  const subject = note && subjectAt(note, offset, catalog, options.mentions ? mentions : undefined);
  if (!subject) return undefined;
  return {
    span: subject.span,
    markdown: paperCard(subject.paper, catalog, { actions: options.actions, length: 'brief' }),
  };
}

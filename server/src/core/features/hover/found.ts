// Owns what a hover consists of, whatever is hovered over.
import type { Subject } from '../../index/subjectAt';
import type { DrawFormula } from '../../render/maths';
import { workCard, workLine } from '../../render/workCard';
import type { Snapshot } from '../../snapshot';
import type { Span } from '../../text/span';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverOptions {
  /** The client runs command links. */
  readonly actions: boolean;
  /** Names in prose count, not only keys and identifiers. */
  readonly mentions: boolean;
  readonly draw?: DrawFormula | undefined;
}

/** The card of the work; where a name stands for several, a line for each of the others. */
export function subjectCard(
  { work, others }: Pick<Subject, 'work' | 'others'>,
  { catalog }: Snapshot,
  { actions, draw }: HoverOptions,
): string {
  const card = workCard(work, catalog, { actions, length: 'medium', draw });
  if (others.length === 0) return card;
  return [card, '---', ...others.map((other) => `- ${workLine(other)}`)].join('\n\n');
}

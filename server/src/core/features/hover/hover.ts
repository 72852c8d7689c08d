// Owns the hover: over a work in a note, over a method in Python.
import { subjectAt } from '../../index/subjectAt';
import type { Snapshot } from '../../snapshot';
import { pythonAround } from '../../code/around';
import { corpusHover } from './corpusHover';
import { subjectCard, type Hover, type HoverOptions } from './found';
import { libraryHover } from './libraryHover';
import { pythonHover } from './pythonHover';

/** The card of what stands at `offset`, or undefined. */
export function hover(
  snapshot: Snapshot,
  uri: string,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const document = snapshot.document(uri);
  if (!document) return undefined;
  const inCorpus = corpusHover(snapshot, document, offset, options);
  if (inCorpus) return inCorpus;
  const around = pythonAround(document, offset);
  if (around) return pythonHover(snapshot, around, uri, offset, options);
  if (document.library) return libraryHover(snapshot, document, offset, options);
  if (!document.note) return undefined;
  const { works } = snapshot.scope(uri);
  const mentions = options.mentions ? snapshot.mentions : undefined;
  const subject = subjectAt(document.note, offset, works, mentions);
  return subject && { span: subject.span, markdown: subjectCard(subject, snapshot, options) };
}

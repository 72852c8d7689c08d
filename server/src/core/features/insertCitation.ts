// Owns the insertion of a chosen paper at the cursor, as the text around it asks for.
import type { Snapshot } from '../snapshot';
import { citationContextAt } from '../syntax/citationContext';
import { isBareKey } from '../syntax/citationKey';
import type { Span } from '../text/span';

export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

const AROUND = 2_000;

/**
 * In a note: finishes a citation in the making, joins the cluster of brackets around the cursor, or
 * makes a new `[@key]`. Elsewhere the bare `@key`.
 */
export function insertCitation(snapshot: Snapshot, uri: string, offset: number, key: string): Edit {
  const document = snapshot.document(uri);
  const reference = isBareKey(key) ? `@${key}` : `@{${key}}`;
  const here = { start: offset, end: offset };
  if (!document?.note) return { span: here, newText: reference };
  const context = citationContextAt(
    document.note,
    offset,
    (known) => snapshot.catalog.paper(known) !== undefined,
  );
  if (context && snapshot.catalog.paper(context.query) === undefined) {
    const inner = context.braced || isBareKey(key) ? key : `{${key}}`;
    return { span: context.whole, newText: `${context.before}${inner}${context.after}` };
  }
  const before = document.text.slice(Math.max(0, offset - AROUND), offset);
  const after = document.text.slice(offset, offset + AROUND);
  const inCluster = /\[[^[\]\n]*@[^[\]\n]*$/.test(before) && /^[^[\]\n]*\]/.test(after);
  if (!inCluster) return { span: here, newText: `[${reference}]` };
  // The new key goes behind the citation around the cursor, before the next one.
  const skip = /^[^;\]]*/.exec(after)?.[0].length ?? 0;
  return { span: { start: offset + skip, end: offset + skip }, newText: `; ${reference}` };
}

// Owns the fix for a year in the text that is not that of the work cited behind it.
import type { Scope } from '../../../snapshot';
import type { Block, Citation } from '../../../syntax/document';
import { touches, type Span } from '../../../text/span';
import { wrongYear } from '../wrongYear';
import type { Fix } from './fix';

/** The year stands before the citation, and is what `span` has to touch. */
export function yearFix({ works }: Scope, block: Block, citation: Citation, span: Span): Fix[] {
  const found = citation.kind === 'work' ? wrongYear(works, block, citation) : undefined;
  if (!found || !touches(found.span, span)) return [];
  const newText = String(found.year);
  const title = `Change ${found.written} to ${newText}`;
  return [{ title, mends: 'mention-mismatch', edits: [{ span: found.span, newText }] }];
}

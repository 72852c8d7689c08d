// Owns the insertion of a chosen paper at the cursor, as the text around it asks for.
import type { Snapshot } from '../snapshot';
import { citationContextAt } from '../syntax/citationContext';
import { isBareKey } from '../syntax/citationKey';
import type { Edit } from '../text/span';

const AROUND = 2_000;
const BLANK_LINE = /\n[ \t]*\r?\n/;
const CITES = /(?<![\p{L}\p{N}])@/u;

/**
 * In a note: finishes a citation in the making, joins the cluster of brackets around the cursor, or
 * makes a new `[@key]`. Elsewhere the bare `@key`.
 */
export function insertCitation(snapshot: Snapshot, uri: string, offset: number, key: string): Edit {
  const document = snapshot.document(uri);
  const reference = isBareKey(key) ? `@${key}` : `@{${key}}`;
  const here = { start: offset, end: offset };
  if (!document?.note) return { span: here, newText: reference };
  const { works } = snapshot.scope(uri);
  const isKey = (text: string) => works.work(text) !== undefined;
  const context = citationContextAt(document.note, offset, isKey);
  const rest = document.text.slice(offset, context?.whole.end);
  // A citation that is complete stays; the new one joins it.
  if (context && !isKey(context.query) && !isKey(context.query + rest)) {
    const inner = context.braced || isBareKey(key) ? key : `{${key}}`;
    return { span: context.whole, newText: `${context.before}${inner}${context.after}` };
  }
  const joint = endOfItem(document.text, offset);
  return joint === undefined
    ? { span: here, newText: `[${reference}]` }
    : { span: { start: joint, end: joint }, newText: `; ${reference}` };
}

/**
 * Where a citation joins the brackets around `offset`: behind the citation at the cursor, before the
 * next one. Undefined where no brackets with a citation are around; those of a link or of an inline
 * note (`^[…]`) hold prose.
 */
function endOfItem(text: string, offset: number): number | undefined {
  const head =
    text
      .slice(Math.max(0, offset - AROUND), offset)
      .split(BLANK_LINE)
      .pop() ?? '';
  const tail = text.slice(offset, offset + AROUND).split(BLANK_LINE)[0] ?? '';
  const open = /(?<![\^\\])\[[^[\]]*$/.exec(head)?.[0];
  const close = /^[^[\]]*\](?!\()/.exec(tail)?.[0];
  if (open === undefined || close === undefined || !CITES.test(open + close)) return undefined;
  return offset + close.search(/[;\]]/);
}

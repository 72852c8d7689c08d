// Owns the lines of RIS: from `TY` to `ER` a record, each line of it a tag and a value.
import type { Span } from '../../text/span';

export interface RisRecord extends Span {
  /** It ends with a line `ER  - `, not with the next record or the file. */
  readonly isClosed: boolean;
}

export interface RecordCut {
  readonly records: readonly RisRecord[];
  /** Where the next section begins. */
  readonly end: number;
  /** Starts of lines with tags that stand in no record; of several in a row the first. */
  readonly strayLines: readonly number[];
}

export interface RisField {
  readonly tag: string;
  readonly tagSpan: Span;
  readonly valueSpan: Span;
}

const TAG = /([A-Z][A-Z0-9]) {1,2}-(?: |$)/my;

/** Cuts records from `from` on, which lies between two, to the first place between two at or behind `until`. Linear. */
export function cutRecords(text: string, from: number, until: number): RecordCut {
  const matcher = new RegExp(TAG);
  const records: RisRecord[] = [];
  const strayLines: number[] = [];
  let start: number | undefined;
  let isStray = false;
  let line = { start: from, end: from, next: from };
  const isEnough = () => start === undefined && records.length > 0 && line.next >= until;
  while (line.next < text.length && !isEnough()) {
    const previousEnd = line.end;
    line = lineAt(text, line.next);
    matcher.lastIndex = line.start;
    const tag = matcher.exec(text)?.[1];
    if (tag === 'TY') {
      if (start !== undefined) records.push({ start, end: previousEnd, isClosed: false });
      start = line.start;
    } else if (tag === 'ER' && start !== undefined) {
      records.push({ start, end: line.end, isClosed: true });
      start = undefined;
    } else if (tag !== undefined && start === undefined && !isStray) {
      strayLines.push(line.start);
    }
    isStray = tag !== undefined && tag !== 'ER' && start === undefined;
  }
  if (start !== undefined) records.push({ start, end: line.end, isClosed: false });
  return { records, end: line.next, strayLines };
}

/** The fields of a record. A line without a tag goes on with the value before it. Linear. */
export function fieldsIn(text: string, record: Span): RisField[] {
  const matcher = new RegExp(TAG);
  const fields: RisField[] = [];
  for (let at = record.start; at < record.end;) {
    const line = lineAt(text, at);
    at = line.next;
    matcher.lastIndex = line.start;
    const tag = matcher.exec(text)?.[1];
    const last = fields[fields.length - 1];
    const valueSpan = trimmed(text, tag === undefined ? line.start : matcher.lastIndex, line.end);
    if (tag !== undefined) {
      const tagSpan = { start: line.start, end: line.start + tag.length };
      fields.push({ tag, tagSpan, valueSpan });
    } else if (last && valueSpan.end > valueSpan.start) {
      const { start, end } = last.valueSpan;
      const from = end > start ? start : valueSpan.start;
      fields[fields.length - 1] = { ...last, valueSpan: { start: from, end: valueSpan.end } };
    }
  }
  return fields;
}

/** Without blanks at both ends. */
function trimmed(text: string, from: number, to: number): Span {
  let [start, end] = [Math.min(from, to), to];
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return { start, end };
}

function isBlank(text: string, at: number): boolean {
  return text.charCodeAt(at) <= 32;
}

/** `end` is in front of the line's end, `next` behind it. */
function lineAt(text: string, start: number): { start: number; end: number; next: number } {
  const lineFeed = text.indexOf('\n', start);
  const end = lineFeed < 0 ? text.length : lineFeed;
  const isReturn = end > start && text[end - 1] === '\r';
  return { start, end: isReturn ? end - 1 : end, next: Math.min(end + 1, text.length) };
}

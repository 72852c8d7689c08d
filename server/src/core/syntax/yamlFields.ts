// Owns the cut of a YAML text at its top-level keys, so that a fault in one field is none of the others'.
import type { Span } from '../text/span';

/** One field with its key, down to the next one. */
export interface YamlField extends Span {
  readonly key: string;
  /** Behind the colon. */
  readonly valueStart: number;
  /** The first line in it that belongs to no field, such as a key without its colon; else the end. */
  readonly stray: number;
}

const LINE = /[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g;
const KEY = /^([ \t]*)(["']?)([\p{L}_][\p{L}\p{N}_.-]*)\2[ \t]*:(?=[ \t\r\n]|$)/u;
const DASHES = /^(?:---|\.\.\.)[ \t]*[\r\n]*$/;
/** Lines that need no key of their own: blank, comment, item of a list, end of a collection. */
const GOES_ON = /^[ \t]*(?:[\r\n]|$|#|-(?:[ \t\r\n]|$)|[\]}])/;

/** The fields of a block mapping, with or without dashes around it; `strays` counts lines of no field. Linear. */
export function yamlFields(text: string): { fields: YamlField[]; strays: number } {
  const fields: { -readonly [Name in keyof YamlField]: YamlField[Name] }[] = [];
  let indent: string | undefined;
  let strays = 0;
  for (const { 0: line, index: start } of text.matchAll(LINE)) {
    const field = fields.at(-1);
    const end = start + line.length;
    const match = KEY.exec(line);
    if (DASHES.test(line)) {
      if (field) break;
    } else if (match && match[1] === (indent ??= match[1])) {
      const valueStart = start + match[0].length;
      fields.push({ key: match[3] ?? '', start, end, valueStart, stray: Infinity });
    } else {
      const isStray = !/^[ \t]/.test(line.slice(indent?.length)) && !GOES_ON.test(line);
      if (isStray) strays++;
      if (isStray && field) field.stray = Math.min(field.stray, start);
      if (field) field.end = end;
    }
  }
  return {
    fields: fields.map((field) => ({ ...field, stray: Math.min(field.stray, field.end) })),
    strays,
  };
}

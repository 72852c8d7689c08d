// Owns the one notion of place in core: half-open UTF-16 offset spans. It knows no lines or columns.

/** Half-open `[start, end)` in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text of `span` is replaced by `newText`. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** A zero-based line and UTF-16 column, as editors count. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}

/** Whether two spans overlap or meet. */
export function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && a.end >= b.start;
}

export function shift<T extends Span>(value: T, by: number): T {
  return { ...value, start: value.start + by, end: value.end + by };
}

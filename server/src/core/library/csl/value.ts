// Owns the reading of values whose types a file promises and may not keep.

/** An item as JSON or YAML gives it. */
export type CslItem = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is CslItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** A string as it is, a number as written, of a list the first (Crossref's titles); else empty. */
export function textOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return first;
  return typeof first === 'number' || typeof first === 'boolean' ? String(first) : '';
}

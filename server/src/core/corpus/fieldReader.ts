// Owns the checked reading of fields from front matter: each getter reports what is wrong and where.
import type { FrontMatter } from './frontMatterFile';
import type { Problem } from './problem';

/** Reads typed fields of one record and collects the problems. */
export class FieldReader {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #front: FrontMatter;

  constructor(file: string, front: FrontMatter) {
    this.#file = file;
    this.#front = front;
  }

  /** Tells what is wrong with a field, or with one of its items. */
  report(field: string, message: string, item?: number): void {
    this.problems.push({ file: this.#file, line: this.#front.lineOf(field, item), message });
  }

  value(field: string): unknown {
    return this.#front.fields[field] ?? undefined;
  }

  optionalText(field: string): string | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.report(field, `"${field}" must be a text in quotes, not ${describe(value)}.`);
    return undefined;
  }

  text(field: string): string {
    if (this.value(field) === undefined) this.report(field, `"${field}" is missing.`);
    return this.optionalText(field) ?? '';
  }

  texts(field: string): readonly string[] {
    return this.list(field, (item) =>
      typeof item === 'string' && item.trim() !== '' ? item.trim() : undefined,
    );
  }

  /**
   * A list whose items `read` understands; an item that it does not (undefined) is reported and left out.
   * `itemFields` are the fields that an item may have, if it is a record; any other is reported.
   */
  list<T>(
    field: string,
    read: (item: unknown) => T | undefined,
    itemFields?: readonly string[],
  ): readonly T[] {
    const value = this.value(field);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.report(field, `"${field}" must be a list, not ${describe(value)}.`);
      return [];
    }
    return value.flatMap((item: unknown, i) => {
      if (itemFields) this.#reportUnknownItemFields(field, i, item, itemFields);
      const understood = read(item);
      if (understood !== undefined) return [understood];
      this.report(field, `"${field}" has an item that cannot be read: ${describe(item)}.`, i);
      return [];
    });
  }

  /** A value from a closed list. */
  oneOf<T extends string>(field: string, known: readonly T[]): T | undefined {
    const found = known.find((candidate) => candidate === this.value(field));
    if (!found) this.report(field, `"${field}" must be one of: ${known.join(', ')}.`);
    return found;
  }

  /** A list of values from a closed list; others are reported and left out. */
  someOf<T extends string>(field: string, known: readonly T[]): readonly T[] {
    const value = this.value(field);
    const items: readonly unknown[] = Array.isArray(value)
      ? value
      : value === undefined
        ? []
        : [value];
    return items.flatMap((item, i) => {
      const found = known.find((candidate) => candidate === item);
      if (found) return [found];
      this.report(field, `"${field}" takes only: ${known.join(', ')}.`, i);
      return [];
    });
  }

  #reportUnknownItemFields(field: string, i: number, item: unknown, known: readonly string[]) {
    for (const name of Object.keys(asRecord(item) ?? {})) {
      if (!known.includes(name))
        this.report(
          field,
          `"${field}" has an item with "${name}", which is not a field; known are ${known.join(', ')}.`,
          i,
        );
    }
  }

  reportUnknownFields(known: readonly string[]): void {
    for (const field of Object.keys(this.#front.fields)) {
      if (!known.includes(field))
        this.report(field, `"${field}" is not a field; known are ${known.join(', ')}.`);
    }
  }
}

export function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The value as a record, if it is one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined;
}

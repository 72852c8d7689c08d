// Owns what is told about bad data: where it is and what is wrong with it.

export interface Problem {
  /** Path of the file, as the loader was given it. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly message: string;
}

/** What a parser gives: the value as far as it could be read, and everything it could not read. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

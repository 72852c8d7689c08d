// Owns answers that hang on the rest of a library, with what they asked of it: until that changes, they hold.
import type { Surroundings } from './format';

export interface Answered<T> {
  readonly answer: T;
  /** Whether all that was asked has the same answer there. */
  readonly holdsIn: (surroundings: Surroundings) => boolean;
}

/** Notes what `ask` asks of the surroundings. */
export function answered<T>(
  surroundings: Surroundings,
  ask: (surroundings: Surroundings) => T,
): Answered<T> {
  const conditions: ((surroundings: Surroundings) => boolean)[] = [];
  const answer = ask({
    string: (name) => {
      const string = surroundings.string(name);
      conditions.push((next) => next.string(name)?.value === string?.value);
      return string;
    },
    entry: (key) => {
      const parent = surroundings.entry(key);
      conditions.push((next) => next.entry(key) === parent);
      return parent;
    },
  });
  return { answer, holdsIn: (next) => conditions.every((isSameIn) => isSameIn(next)) };
}

// Owns the conversion between offsets and positions of one text.
import type { Position } from './span';

const [LF, CR] = [10, 13];

/** Line starts of one text. Building is linear in the text; a look-up is logarithmic in its lines. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: Uint32Array;

  constructor(text: string, starts = Uint32Array.from([0].concat(startsIn(text, 0, text.length)))) {
    [this.#text, this.#starts] = [text, starts];
  }

  /**
   * The index of `text`, which came of this one's by putting `length` units in the place of [from, to). Only these and
   * their neighbours are read: either may be half of a line end. What follows is shifted.
   */
  edited(text: string, from: number, to: number, length: number): LineIndex {
    const [first, last] = [Math.max(0, from - 1), Math.min(text.length, from + length + 1)];
    const moved = length - (to - from);
    const before = this.#starts.subarray(0, this.#countUpTo(first));
    const behind = this.#starts.subarray(this.#countUpTo(last - moved));
    const between = startsIn(text, first, last);
    const starts = new Uint32Array(before.length + between.length + behind.length);
    starts.set(before);
    starts.set(between, before.length);
    let at = before.length + between.length;
    for (const start of behind) starts[at++] = start + moved;
    return new LineIndex(text, starts);
  }

  /** Offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const line = this.#countUpTo(at) - 1;
    return { line, character: at - (this.#starts[line] ?? 0) };
  }

  /** How many lines begin at `offset` or before it, by bisection. */
  #countUpTo(offset: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A line outside the text gives the text's end or start; a column past a line's end gives that end (LSP 3.17). */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    const start = this.#starts[position.line];
    if (start === undefined) return this.#text.length;
    return Math.max(start, Math.min(start + position.character, this.#endOf(position.line, start)));
  }

  /** The offset in front of the line's end. */
  #endOf(line: number, start: number): number {
    let end = this.#starts[line + 1];
    if (end === undefined) return this.#text.length;
    end--;
    return end > start && this.#text.charCodeAt(end) === 10 && this.#text.charCodeAt(end - 1) === 13
      ? end - 1
      : end;
  }
}

/** Where lines begin behind the line ends in [from, to). CRLF is one line end, a lone CR is one too (LSP 3.17, "TextDocument"). */
function startsIn(text: string, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }
  return starts;
}

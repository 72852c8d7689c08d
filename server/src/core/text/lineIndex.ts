// Owns the conversion between offsets and positions of one text.
import type { Position } from './span';

/** Line starts of one text. Building is linear in the text; a look-up is logarithmic in its lines. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      // CRLF is one line end; a lone CR is one too (LSP 3.17, "TextDocument").
      if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
      if (code === 10 || code === 13) this.#starts.push(i + 1);
    }
  }

  /** Offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] ?? 0) };
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

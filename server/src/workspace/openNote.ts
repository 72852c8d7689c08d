// Owns one open document: its text, the edits since it was last parsed, and its parsed form on demand.
import type { DocumentKind, OpenDocument } from '../core/snapshot';
import type { ParsedDocument } from '../core/syntax/document';
import {
  mergedChange,
  parseMarkdown,
  type ParsedNote,
  type TextChange,
} from '../core/syntax/markdown';
import { LineIndex } from '../core/text/lineIndex';
import type { Position } from '../core/text/span';

/** As LSP sends it: without a range the whole text is replaced. */
export interface Edit {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** One version of a document. `edited` gives the next one; it is never changed itself but for its memory. */
export class OpenNote implements OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly kind: DocumentKind;
  readonly text: string;
  readonly #base: ParsedNote | undefined;
  /** What led from the text of `base` to this one. */
  readonly #change: TextChange | undefined;
  #lines: LineIndex | undefined;
  #note: ParsedNote | undefined;

  constructor(
    identity: Pick<OpenDocument, 'uri' | 'version' | 'kind'>,
    text: string,
    base?: ParsedNote,
    change?: TextChange,
  ) {
    ({ uri: this.uri, version: this.version, kind: this.kind } = identity);
    this.text = text;
    this.#base = base;
    this.#change = change;
  }

  get lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.text));
  }

  /** Parsed when first asked for, from the last version that was. */
  get note(): ParsedDocument | undefined {
    if (this.kind !== 'note') return undefined;
    return (this.#note ??= parseMarkdown(this.text, this.#base, this.#change && [this.#change]));
  }

  /** The next version. Changes count only where there is a parsed text that they changed. */
  edited(version: number, edits: readonly Edit[]): OpenNote {
    let base = this.#note ?? this.#base;
    let change = this.#note ? undefined : this.#change;
    let text = this.text;
    let lines: LineIndex | undefined = this.lines;
    for (const { range, text: newText } of edits) {
      if (range) {
        lines ??= new LineIndex(text);
        const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
        const [fromA, toA] = [Math.min(start, end), Math.max(start, end)];
        text = text.slice(0, fromA) + newText + text.slice(toA);
        const toB = fromA + newText.length;
        change = base && mergedChange(change, { fromA, toA, fromB: fromA, toB });
      } else {
        text = newText;
        [base, change] = [undefined, undefined];
      }
      lines = undefined;
    }
    return new OpenNote({ uri: this.uri, version, kind: this.kind }, text, base, change);
  }
}

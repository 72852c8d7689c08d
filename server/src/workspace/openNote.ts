// Owns one open document: its text, the edits since it was last parsed, and its parsed form on demand.
import type { DocumentKind, OpenDocument } from '../core/snapshot';
import type { ParsedDocument } from '../core/syntax/document';
import { parseMarkdown, type ParsedNote, type TextChange } from '../core/syntax/markdown';
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
  readonly #changes: readonly TextChange[];
  #lines: LineIndex | undefined;
  #note: ParsedNote | undefined;

  constructor(
    identity: Pick<OpenDocument, 'uri' | 'version' | 'kind'>,
    text: string,
    base?: ParsedNote,
    changes: readonly TextChange[] = [],
  ) {
    ({ uri: this.uri, version: this.version, kind: this.kind } = identity);
    this.text = text;
    this.#base = base;
    this.#changes = changes;
  }

  get lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.text));
  }

  /** Parsed when first asked for, from the last version that was. */
  get note(): ParsedDocument | undefined {
    if (this.kind !== 'note') return undefined;
    return (this.#note ??= parseMarkdown(this.text, this.#base, this.#changes));
  }

  edited(version: number, edits: readonly Edit[]): OpenNote {
    const base = this.#note ?? this.#base;
    let changes: readonly TextChange[] | undefined = this.#note ? [] : this.#changes;
    let text = this.text;
    let lines = this.lines;
    for (const { range, text: newText } of edits) {
      if (range) {
        const [fromA, toA] = [lines.offsetAt(range.start), lines.offsetAt(range.end)].sort(
          (a, b) => a - b,
        ) as [number, number];
        text = text.slice(0, fromA) + newText + text.slice(toA);
        changes = changes && [
          ...changes,
          { fromA, toA, fromB: fromA, toB: fromA + newText.length },
        ];
      } else {
        text = newText;
        changes = undefined;
      }
      lines = new LineIndex(text);
    }
    const identity = { uri: this.uri, version, kind: this.kind };
    return new OpenNote(identity, text, changes && base, changes ?? []);
  }
}

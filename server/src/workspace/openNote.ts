// Owns one open document: its text, the edits since it was last parsed, and its parsed form on demand.
import { IdentityIndex } from '../core/index/identityIndex';
import type { DocumentKind, OpenDocument } from '../core/snapshot';
import {
  mergedChange,
  parseMarkdown,
  type ParsedNote,
  type TextChange,
} from '../core/syntax/markdown';
import { parsePython, type PythonFile } from '../core/syntax/python';
import type { Library } from '../core/library/library';
import { LineIndex } from '../core/text/lineIndex';
import type { Position } from '../core/text/span';
import { readAtOnce } from './libraryReader';

/** As LSP sends it: without a range the whole text is replaced. */
export interface Edit {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** One of them, by the kind of the document. */
interface Parsed {
  readonly note?: ParsedNote;
  readonly python?: PythonFile;
  readonly library?: Library | undefined;
  readonly identities?: IdentityIndex | undefined;
}

/** What is known of a version from the one before. */
interface Known {
  readonly base?: Parsed | undefined;
  readonly change?: TextChange | undefined;
  readonly lines?: LineIndex;
}

interface Identity extends Pick<OpenDocument, 'uri' | 'version' | 'kind'> {
  readonly path: string | undefined;
}

/** One version of a document. `edited` gives the next one; it is never changed itself but for its memory. */
export class OpenNote implements OpenDocument {
  readonly uri: string;
  /** Undefined where it is no file of this machine. */
  readonly path: string | undefined;
  readonly version: number;
  readonly kind: DocumentKind;
  readonly text: string;
  readonly #base: Parsed | undefined;
  /** What led from the text of `base` to this one. */
  readonly #change: TextChange | undefined;
  #lines: LineIndex | undefined;
  #parsed: Parsed | undefined;

  constructor(identity: Identity, text: string, { base, change, lines }: Known = {}) {
    ({ uri: this.uri, path: this.path, version: this.version, kind: this.kind } = identity);
    this.text = text;
    this.#base = base;
    this.#change = change;
    this.#lines = lines;
  }

  get lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.text));
  }

  get note(): ParsedNote | undefined {
    const parsed = this.kind === 'note' ? this.#parse() : undefined;
    return parsed?.note;
  }

  get python(): PythonFile | undefined {
    const parsed = this.kind === 'python' ? this.#parse() : undefined;
    return parsed?.python;
  }

  get library(): Library | undefined {
    const parsed = this.kind === 'library' ? this.#parse() : undefined;
    return parsed?.library;
  }

  get identities(): IdentityIndex | undefined {
    const parsed = this.kind === 'library' ? this.#parse() : undefined;
    return parsed?.identities;
  }

  /** When first asked for, from the last version that was parsed. */
  #parse(): Parsed {
    if (this.#parsed) return this.#parsed;
    const [base, change] = [this.#base, this.#change];
    switch (this.kind) {
      case 'note':
        return (this.#parsed = { note: parseMarkdown(this.text, base?.note, change && [change]) });
      case 'python':
        return (this.#parsed = { python: parsePython(this.text, base?.python, change) });
      case 'library': {
        const library = readAtOnce(this.path ?? this.uri, this.text, base?.library);
        const identities = new IdentityIndex(library, base?.identities);
        return (this.#parsed = { library, identities });
      }
      case 'themes':
        return (this.#parsed = {});
    }
  }

  /** The next version. Changes count only where there is a parsed text that they changed. */
  edited(version: number, edits: readonly Edit[]): OpenNote {
    let base = this.#parsed ?? this.#base;
    let change = this.#parsed ? undefined : this.#change;
    let text = this.text;
    let { lines } = this;
    for (const { range, text: newText } of edits) {
      if (range) {
        const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
        const [fromA, toA] = [Math.min(start, end), Math.max(start, end)];
        text = text.slice(0, fromA) + newText + text.slice(toA);
        lines = lines.edited(text, fromA, toA, newText.length);
        const toB = fromA + newText.length;
        change = base && mergedChange(change, { fromA, toA, fromB: fromA, toB });
      } else {
        text = newText;
        lines = new LineIndex(text);
        [base, change] = [undefined, undefined];
      }
    }
    const { uri, path, kind } = this;
    return new OpenNote({ uri, path, version, kind }, text, { base, change, lines });
  }
}

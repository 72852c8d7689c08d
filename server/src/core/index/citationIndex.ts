// Owns which note cites which key where, over all notes of a workspace.
import type { CitedBlock } from '../syntax/citedBlocks';
import type { LineIndex } from '../text/lineIndex';
import type { Position } from '../text/span';

/** A citation in a note that need not be open: places are lines and columns, which outlive its text. */
export interface NoteCitation {
  readonly key: string;
  /** Of the key without `@` and braces. */
  readonly start: Position;
  readonly end: Position;
  /** Written `@{key}`. */
  readonly isBraced: boolean;
}

export interface CitedPlace extends NoteCitation {
  readonly uri: string;
}

/** The read side: what features see. */
export interface CitedKeys {
  /** In the order of the notes, then of the text. */
  readonly placesOf: (key: string) => CitedPlace[];
  readonly usesOf: (key: string) => number;
  readonly isCited: (key: string) => boolean;
  /** All keys that some note cites. */
  readonly keys: () => Iterable<string>;
}

/** The citations of works among those of a note; one of every work goes by the key `*`. */
export function citationsIn(blocks: readonly CitedBlock[], lines: LineIndex): NoteCitation[] {
  return blocks.flatMap(({ start, citations }) =>
    citations
      .filter(({ kind }) => kind !== 'crossReference')
      .map(({ key, keySpan, end }) => ({
        key,
        isBraced: end > keySpan.end,
        start: lines.positionAt(start + keySpan.start),
        end: lines.positionAt(start + keySpan.end),
      })),
  );
}

/** Replacing what one note cites costs what it cites; a look-up what it finds. */
export class CitationIndex implements CitedKeys {
  readonly #ofNote = new Map<string, readonly NoteCitation[]>();
  readonly #notesOfKey = new Map<string, Set<string>>();

  replace(uri: string, citations: readonly NoteCitation[]): void {
    for (const { key } of this.#ofNote.get(uri) ?? []) {
      const notes = this.#notesOfKey.get(key);
      notes?.delete(uri);
      if (notes?.size === 0) this.#notesOfKey.delete(key);
    }
    if (citations.length === 0) this.#ofNote.delete(uri);
    else this.#ofNote.set(uri, citations);
    for (const { key } of citations) {
      const notes = this.#notesOfKey.get(key);
      if (notes) notes.add(uri);
      else this.#notesOfKey.set(key, new Set([uri]));
    }
  }

  placesOf(key: string): CitedPlace[] {
    return [...(this.#notesOfKey.get(key) ?? [])]
      .sort()
      .flatMap((uri) => this.#of(uri, key).map((citation) => ({ uri, ...citation })));
  }

  usesOf(key: string): number {
    let uses = 0;
    for (const uri of this.#notesOfKey.get(key) ?? []) uses += this.#of(uri, key).length;
    return uses;
  }

  isCited(key: string): boolean {
    return this.#notesOfKey.has(key);
  }

  keys(): Iterable<string> {
    return this.#notesOfKey.keys();
  }

  #of(uri: string, key: string): NoteCitation[] {
    return (this.#ofNote.get(uri) ?? []).filter((citation) => citation.key === key);
  }
}

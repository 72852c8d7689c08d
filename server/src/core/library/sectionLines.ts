// Owns on which line and column each section of a library begins: counted when a place is first asked for.
import type { Position } from '../text/span';
import type { Section } from './entry';

export class SectionLines {
  readonly #sections: readonly Section[];
  /** From the first character of a section to behind its last. All versions of a library share them. */
  readonly #extents: WeakMap<Section, Position>;
  #starts: ReadonlyMap<Section, Position> | undefined;

  constructor(sections: readonly Section[], previous?: SectionLines) {
    this.#sections = sections;
    this.#extents = previous ? previous.#extents : new WeakMap<Section, Position>();
  }

  /** The place of an offset of a section. Linear in the section; the first time, also in all that is new in the library. */
  positionIn(section: Section, offset: number): Position {
    this.#starts ??= this.#count();
    const start = this.#starts.get(section) ?? { line: 0, character: 0 };
    return behind(start, extentOf(section.text.slice(0, offset)));
  }

  #count(): Map<Section, Position> {
    const starts = new Map<Section, Position>();
    let at = { line: 0, character: 0 };
    for (const section of this.#sections) {
      starts.set(section, at);
      at = behind(at, this.#extentOf(section));
    }
    return starts;
  }

  #extentOf(section: Section): Position {
    const extent = this.#extents.get(section) ?? extentOf(section.text);
    this.#extents.set(section, extent);
    return extent;
  }
}

function behind(start: Position, { line, character }: Position): Position {
  return {
    line: start.line + line,
    character: line > 0 ? character : start.character + character,
  };
}

/** Line and column behind the last character of `text`, from its first. */
function extentOf(text: string): Position {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1))
    if (text[at + 1] !== '\n') lines++;
  const lastLine = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  return { line: lines, character: text.length - lastLine };
}

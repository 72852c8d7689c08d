// Owns where the items of a YAML list of references begin and end, told from the indentation of lines alone.
import type { Span } from '../../text/span';

export interface ItemCut {
  /** From the start of an item's first line to the end of its last, or a whole list in one piece (`[{id: a}, …]`). */
  readonly items: readonly Span[];
  /** Where the next section begins. */
  readonly end: number;
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly at: number;
  readonly message: string;
}

/** Says of lines that look like an item whether they are one. */
export type IsItem = (text: string) => boolean;

interface Line extends Span {
  readonly next: number;
  readonly indent: number;
  readonly isDash: boolean;
}

interface OpenItem {
  readonly start: number;
  end: number;
  /** It stands behind a line that ended the list. */
  readonly isDoubtful: boolean;
}

const HEADER = /(["']?)references\1[ \t]*:(?=\s|$)[ \t]*/y;
const NO_LIST = 'What "references" holds is no list of entries. It is not read.';
const STRAY = 'This line is not indented as the entry before it, so it belongs to no entry.';
const [TAB, LINE_FEED, RETURN, SPACE, HASH, DASH, BRACKET, CLOSING_BRACKET] = [
  9, 10, 13, 32, 35, 45, 91, 93,
];

/**
 * Cuts items from `from` on, which is the text's start or that of an item, up to the first item that begins at
 * `until` or behind it. A list opens below `references:`, or is the first thing there. Linear in what is read.
 */
export function cutItems(text: string, from: number, until: number, isItem: IsItem): ItemCut {
  return new ItemCutter(text, isItem).cut(from, until);
}

class ItemCutter {
  readonly #text: string;
  readonly #isItem: IsItem;
  readonly #items: Span[] = [];
  readonly #faults: Fault[] = [];
  readonly #header = new RegExp(HEADER);
  /** How far the dashes of the list are indented. */
  #indent: number | undefined;
  #mayOpen = true;
  #item: OpenItem | undefined;
  /** The line that ended the list. A line that was written too far left ends it, too. */
  #endedAt: number | undefined;

  constructor(text: string, isItem: IsItem) {
    [this.#text, this.#isItem] = [text, isItem];
  }

  cut(from: number, until: number): ItemCut {
    let at = from;
    while (at < this.#text.length) {
      const line = this.#lineAt(at);
      if (this.#begins(line)) {
        this.#closeItem();
        if (at >= until && this.#items.length > 0 && this.#endedAt === undefined) break;
      }
      at = this.#hasContent(line) ? this.#take(line) : line.next;
    }
    this.#closeItem();
    return { items: this.#items, end: at, faults: this.#faults };
  }

  #lineAt(start: number): Line {
    let content = start;
    while (this.#text.charCodeAt(content) === SPACE) content++;
    const lineFeed = this.#text.indexOf('\n', content);
    let end = lineFeed < 0 ? this.#text.length : lineFeed;
    const next = Math.min(end + 1, this.#text.length);
    if (end > content && this.#text.charCodeAt(end - 1) === RETURN) end--;
    const isDash =
      this.#text.charCodeAt(content) === DASH && !(this.#text.charCodeAt(content + 1) > SPACE);
    return { start, end, next, indent: content - start, isDash };
  }

  /** Blank lines and comments say nothing, nor do the marks of a document in front of all else. */
  #hasContent({ start, end, indent }: Line): boolean {
    const content = start + indent;
    if (content >= end || this.#text.charCodeAt(content) === HASH) return false;
    return !(this.#mayOpen && /^(?:---|%)/.test(this.#text.slice(start, start + 3)));
  }

  #begins(line: Line): boolean {
    return line.isDash && line.indent === this.#indent;
  }

  /** Returns where to go on. */
  #take(line: Line): number {
    if (line.indent === 0 && this.#isHeader(line)) return this.#openList(line);
    const isFirst = line.isDash && this.#mayOpen;
    this.#mayOpen = false;
    if (isFirst) [this.#indent, this.#endedAt] = [line.indent, undefined];
    if (this.#begins(line)) {
      this.#item = { ...line, isDoubtful: this.#endedAt !== undefined };
    } else if (this.#item && this.#indent !== undefined && line.indent > this.#indent) {
      this.#item.end = line.end;
    } else {
      this.#endList(line);
    }
    return line.next;
  }

  #endList(line: Line): void {
    this.#closeItem();
    if (this.#indent !== undefined) this.#endedAt ??= line.start;
  }

  #isHeader({ start }: Line): boolean {
    this.#header.lastIndex = start;
    return this.#header.test(this.#text);
  }

  #openList(line: Line): number {
    this.#endList(line);
    this.#mayOpen = false;
    const at = this.#header.lastIndex;
    const sign = at < line.end ? this.#text.charCodeAt(at) : HASH;
    if (sign === HASH) this.#mayOpen = true;
    else if (sign === BRACKET) return this.#takeFlow(at);
    else this.#faults.push({ at, message: NO_LIST });
    return line.next;
  }

  /** A list in brackets reaches to the next line that is not indented, but for one with its closing bracket. */
  #takeFlow(start: number): number {
    let line = this.#lineAt(start);
    let end = line.end;
    while (line.next < this.#text.length) {
      const following = this.#lineAt(line.next);
      const sign = this.#text.charCodeAt(following.start);
      const isInside = sign === SPACE || sign === TAB || sign === CLOSING_BRACKET;
      if (!isInside && sign !== LINE_FEED && sign !== RETURN) break;
      line = following;
      end = following.end;
    }
    this.#items.push({ start, end });
    return line.next;
  }

  #closeItem(): void {
    const item = this.#item;
    this.#item = undefined;
    if (!item) return;
    if (item.isDoubtful) {
      if (!this.#isItem(this.#text.slice(item.start, item.end))) return;
      this.#faults.push({ at: this.#endedAt ?? item.start, message: STRAY });
      this.#endedAt = undefined;
    }
    this.#items.push({ start: item.start, end: item.end });
  }
}

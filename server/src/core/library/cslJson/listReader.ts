// Owns the reading of a list of CSL items: what stands between them, and where to go on behind a broken one.
import { factsOf, keyFieldOf } from '../csl/item';
import { RICH_TEXT } from '../csl/plainText';
import { isRecord, textOf, type CslItem } from '../csl/value';
import type { SectionDraft } from '../draft';
import { memberNamed, scanObject, type ScannedObject } from './scanObject';

type WholeObject = Extract<ScannedObject, { isWhole: true }>;

/** The list may be the first field of an object (`{"items": [`, Zotero's web API). */
const LIST_OPENING = /^\s*(?:\{\s*"(?:references|items)"\s*:\s*)?\[/;

/** Reads entries of `text` from an offset that lies between them into a draft; spans become relative to that offset. */
export class ListReader {
  readonly #text: string;
  readonly #from: number;
  readonly #draft: SectionDraft;
  #at: number;
  /** Nothing tells where the list goes on: only an object with `id` and `type` is taken for an entry. */
  #isLost = false;
  #followsEntry: boolean;

  constructor(text: string, from: number, draft: SectionDraft) {
    [this.#text, this.#from, this.#draft] = [text, from, draft];
    this.#at = from === 0 ? (LIST_OPENING.exec(text)?.[0].length ?? 0) : from;
    this.#followsEntry = from > 0;
  }

  /** Reads to the first place between entries at `until` or behind it and returns it. */
  read(until: number): number {
    for (;;) {
      const start = this.#isLost ? this.#text.indexOf('{', this.#at) : this.#nextEntry();
      if (this.#isLost && start === undefined) continue;
      if (start === undefined || start < 0) return this.#text.length;
      this.#readObject(start);
      if (!this.#isLost && this.#at >= until) return this.#at;
    }
  }

  /** Over white space and commas to the next `{`. Anything else is no list: then the reader is lost. */
  #nextEntry(): number | undefined {
    const start = this.#at;
    let commas = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const sign = this.#text[this.#at] ?? '';
      if (sign === ',') commas++;
      else if (/\S/.test(sign)) return this.#afterGap(start, sign, commas);
    }
    this.#checkEnd(start);
    return undefined;
  }

  #afterGap(start: number, sign: string, commas: number): number | undefined {
    const expected = sign === '{' && this.#followsEntry ? 1 : 0;
    if (commas < expected) this.#report(start, 'A comma is missing in front of this place.');
    if (commas > expected) this.#report(start, 'There is a comma too many here.');
    if (sign === '{') return this.#at;
    this.#isLost = true;
    if (sign !== ']')
      this.#report(this.#at, 'This is no entry. What follows is read from the next entry on.');
    return undefined;
  }

  #checkEnd(at: number): void {
    if (/^\s*\[/.test(this.#text)) this.#report(at, 'The list of entries is not closed by "]".');
  }

  #readObject(start: number): void {
    const scanned = scanObject(this.#text, start);
    if (scanned.isWhole) {
      this.#at = scanned.end;
      this.#readItem(start, scanned);
      return;
    }
    const { brokenAt, isAround } = scanned;
    if (!this.#isLost && !(isAround && this.#isWrapper(start))) {
      const name = keyIn(this.#text, start, brokenAt);
      this.#report(
        brokenAt,
        `The entry${name} cannot be read from here on: a quote, comma or bracket is missing. It is left out.`,
      );
    }
    this.#isLost = true;
    this.#at = Math.max(brokenAt, start + 1);
  }

  /** The file may be an object around its list. */
  #isWrapper(start: number): boolean {
    return this.#from === 0 && this.#text.slice(0, start).trim() === '';
  }

  #readItem(start: number, { end, members }: WholeObject): void {
    const item = itemAt(this.#text, start, end);
    const keyField = item && keyFieldOf(item);
    const member = keyField && memberNamed(this.#text, members, keyField);
    if (!item || !member) {
      if (!this.#isLost) this.#report(start, item ? NO_KEY : NO_JSON);
      this.#followsEntry ||= !this.#isLost;
      return;
    }
    if (this.#isLost && textOf(item.type) === '') return;
    const isQuoted = this.#text[member.valueSpan.start] === '"' ? 1 : 0;
    this.#draft.entries.push({
      section: this.#draft,
      start: start - this.#from,
      end: end - this.#from,
      keySpan: {
        start: member.valueSpan.start + isQuoted - this.#from,
        end: member.valueSpan.end - isQuoted - this.#from,
      },
      ...factsOf(item, RICH_TEXT),
    });
    this.#isLost = false;
    this.#followsEntry = true;
  }

  #report(at: number, message: string): void {
    const start = Math.min(at, this.#text.length - 1) - this.#from;
    this.#draft.problems.push({ code: 'syntax', start, end: start + 1, message });
  }
}

const NO_KEY = 'This entry has no "id", so that nothing can cite it. It is left out.';
const NO_JSON = 'This entry is not valid JSON. It is left out.';
const KEY_MEMBER = /"(?:id|citation-key)"\s*:\s*("[^"\\\n]{1,100}"|\d{1,20})/;

/** The item in a span of a text, undefined where JSON.parse does not take it. */
export function itemAt(text: string, start: number, end: number): CslItem | undefined {
  try {
    const value: unknown = JSON.parse(text.slice(start, end));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** ` "smith2020"` for a broken entry that got as far as its key. */
function keyIn(text: string, start: number, end: number): string {
  const found = KEY_MEMBER.exec(text.slice(start, end));
  return found?.[1] === undefined ? '' : ` ${found[1]}`;
}

// Owns who holds which key over all corpora, and with it what a file's record is checked against.
import type { LoadedCorpus } from './corpus';

/** Who has a key. */
export interface Holder {
  /** Undefined for what ships. */
  readonly file: string | undefined;
}

/** Immutable. The corpora come in the order in which they stand. Building is linear. */
export class Register {
  /** Undefined where no corpus has themes: then none can be unknown. */
  readonly subthemes: ReadonlySet<string> | undefined;
  readonly #papers = new Map<string, Holder[]>();
  readonly #methods = new Map<string, Holder[]>();

  constructor(corpora: readonly LoadedCorpus[]) {
    for (const { corpus, cards, modules } of corpora) {
      for (const { file, record } of cards) add(this.#papers, record.key, file.path);
      for (const { file, record } of modules) add(this.#methods, record.id, file.path);
      if (cards.length === 0) for (const { key } of corpus.papers) add(this.#papers, key);
      if (modules.length === 0) for (const { id } of corpus.methods) add(this.#methods, id);
    }
    const themes = corpora.flatMap(({ corpus }) => corpus.themes);
    const ids = themes.flatMap(({ children }) => children.map(({ id }) => id));
    this.subthemes = corpora.some(({ hasThemes }) => hasThemes) ? new Set(ids) : undefined;
  }

  hasPaper(key: string): boolean {
    return this.#papers.has(key);
  }

  /** Who else has this key: those that stand before the file, which is left out then, and those behind it. */
  rivals(
    kind: 'paper' | 'method',
    key: string,
    file: string,
  ): { before: Holder[]; behind: Holder[] } {
    const holders = (kind === 'paper' ? this.#papers : this.#methods).get(key) ?? [];
    const own = holders.findIndex((holder) => holder.file === file);
    // What is not registered yet, because it has just been typed, comes last of the person's own.
    const place = own < 0 ? holders.filter((holder) => holder.file !== undefined).length : own;
    return { before: holders.slice(0, place), behind: holders.slice(own < 0 ? place : place + 1) };
  }
}

function add(holders: Map<string, Holder[]>, key: string, file?: string): void {
  const known = holders.get(key);
  if (known) known.push({ file });
  else holders.set(key, [{ file }]);
}

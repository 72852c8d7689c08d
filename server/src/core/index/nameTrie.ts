// Owns the recognition of names in running text: one trie over folded words, whatever the number of names.
import { fold, foldUmlauts } from '../text/fold';
import { wordsOf, type Word } from '../text/words';
import type { Span } from '../text/span';

/** Stands in the trie where a name has punctuation that a text may have too (`Where to Begin: …`). */
const PAUSE = '\u0000';

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  readonly values: T[];
}

export interface NameMatch<T> extends Span {
  readonly value: T;
}

/**
 * Names as sequences of folded words. Spaces, hyphens and line breaks between words are one and the
 * same, and a hyphen may also be absent (`pre-training`, `pretraining`).
 */
export class NameTrie<T> {
  readonly #root: Node<T> = { next: new Map(), values: [] };

  add(name: string, value: T): void {
    for (const spelling of spellings(name)) {
      let node = this.#root;
      for (const step of spelling) {
        const known = node.next.get(step);
        const next = known ?? { next: new Map<string, Node<T>>(), values: [] };
        if (!known) node.next.set(step, next);
        node = next;
      }
      if (!node.values.includes(value)) node.values.push(value);
    }
  }

  /**
   * Every name in the text, overlapping ones too. The cost is linear in the number of words times the
   * longest name that the text really follows, and independent of the number of names.
   */
  matches(words: readonly Word[]): NameMatch<T>[] {
    const found: NameMatch<T>[] = [];
    for (let i = 0; i < words.length; i++) {
      // One word may be written as two with a hyphen between: `initiali-\nzation`.
      for (const [step, after] of stepsFrom(words, i)) {
        const node = this.#root.next.get(step);
        if (node) collect(node, words, i, after, found);
      }
    }
    return found;
  }
}

/** The ways to read on at word `i`: the word itself, or joined with the next one over a hyphen. */
function stepsFrom(words: readonly Word[], i: number): [step: string, after: number][] {
  const word = words[i];
  if (!word) return [];
  const next = words[i + 1];
  if (next?.gapBefore !== 'hyphen') return [[word.folded, i + 1]];
  return [
    [word.folded, i + 1],
    [word.folded + next.folded, i + 2],
  ];
}

/** Files what ends at `node`, the words from `from` to before `after` having been read, and reads on. */
function collect<T>(
  node: Node<T>,
  words: readonly Word[],
  from: number,
  after: number,
  found: NameMatch<T>[],
): void {
  const [start, end] = [words[from]?.start, words[after - 1]?.end];
  if (start === undefined || end === undefined) return;
  for (const value of node.values) found.push({ start, end, value });
  for (const [step, next] of stepsFrom(words, after)) {
    for (const reached of nodesBehind(node, step, words[after]?.gapBefore === 'hard')) {
      collect(reached, words, from, next, found);
    }
  }
}

/** Where a word leads: directly, unless punctuation stands before it, and over a pause of the name. */
function nodesBehind<T>(node: Node<T>, step: string, isPaused: boolean): Node<T>[] {
  const direct = isPaused ? undefined : node.next.get(step);
  const over = node.next.get(PAUSE)?.next.get(step);
  return [direct, over].filter((reached) => reached !== undefined);
}

/** The word sequences under which a name is filed: as written, hyphens joined, umlauts spelled out. */
function spellings(name: string): string[][] {
  const forms = [stepsOf(name, fold)];
  if (/\p{L}[-‐-―]\p{L}/u.test(name))
    forms.push(stepsOf(name.replace(/(\p{L})[-‐-―](?=\p{L})/gu, '$1'), fold));
  if (foldUmlauts(name) !== undefined)
    forms.push(stepsOf(name, (word) => foldUmlauts(word) ?? fold(word)));
  return forms.filter((steps) => steps.length > 0);
}

function stepsOf(name: string, folding: (word: string) => string): string[] {
  return wordsOf(name).flatMap((word, i) => {
    const folded = folding(name.slice(word.start, word.end));
    return i > 0 && word.gapBefore === 'hard' ? [PAUSE, folded] : [folded];
  });
}

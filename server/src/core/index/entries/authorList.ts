// Owns how a list of authors is written before a year, read against the authors of an entry.
import type { Word } from '../../text/words';
import { isCommonWord } from './commonWords';
import { FAMILY_WORDS, familyForms, isParticle } from './families';

/** One author, all authors, or the first ones and `et al.`. */
export type ListForm = 'single' | 'all' | 'others';

const AND = /^(?:and|und|et|y|e|og|och|en)$/;
/** After `and`, in place of further authors. */
const OTHERS = /^(?:colleagues|coauthors|coworkers|collaborators|others)$/;
/** What may stand between two words of a list, markup aside; and before the year. */
const BETWEEN = /^[\s,.&'’*_-]*$/;
const BEFORE_YEAR = /^[\s,.'’*_]*[([]?[\s*_]*$/;
/** Between words of a list stands no more, with markup and the beginning of a quoted line. */
const LONGEST_GAP = 20;
/** So far back a bracket around the list is looked for. */
const BRACKET_REACH = 200;
const MOST_GIVEN_NAMES = 2;

/** What stands in a text from word `from` up to the year, word `to`. */
export class AuthorList {
  readonly #text: string;
  readonly #words: readonly Word[];
  readonly #from: number;
  readonly #to: number;

  constructor(text: string, words: readonly Word[], from: number, to: number) {
    [this.#text, this.#words, this.#from, this.#to] = [text, words, from, to];
  }

  /** A name with a capital that is no part of a longer one. */
  get mayBegin(): boolean {
    const first = this.#words[this.#from];
    if (!first || first.gapBefore === 'hyphen') return false;
    return this.#isName(this.#from) || isParticle(first.folded);
  }

  /** The form in which an entry's authors stand here, the first one up to word `next`; undefined if they do not. */
  formFor(authors: readonly string[], next: number): ListForm | undefined {
    if (!this.#isName(next - 1) || this.#goesOnFromName) return undefined;
    let count = 1;
    let at: number | undefined = this.#skipInitials(next);
    while (at !== undefined) {
      if (this.#isAtYear(at)) {
        const form = count === 1 ? 'single' : 'all';
        return count === authors.length && this.#isPlausible(form, next) ? form : undefined;
      }
      const afterOthers = this.#skipOthers(at);
      if (afterOthers !== undefined)
        return this.#isAtYear(afterOthers) && count < authors.length ? 'others' : undefined;
      at = this.#skipAuthor(authors[count++] ?? '', at);
    }
    return undefined;
  }

  /** Alone, a name must be a person's: no common word, and no part of a list or of a longer name. */
  #isPlausible(form: ListForm, next: number): boolean {
    if (this.#goesOnFromAnd) return false;
    if (form !== 'single') return true;
    const before = this.#words[this.#from - 1];
    if (before && isParticle(before.folded) && this.#gap(this.#from) === ' ') return false;
    if (next === this.#from + 1 && isCommonWord(this.#folded(this.#from))) return false;
    return !this.#gap(this.#to).includes(',') || this.#isInBrackets;
  }

  /** `Zhang and` before it: the list began earlier. */
  get #goesOnFromAnd(): boolean {
    if (this.#gap(this.#from).includes('&')) return this.#isName(this.#from - 1);
    return AND.test(this.#folded(this.#from - 1)) && this.#isName(this.#from - 2);
  }

  /** `(Zhang, ` before it: the list began earlier. After other words, the comma may be that of a sentence. */
  get #goesOnFromName(): boolean {
    const before = this.#words[this.#from - 1];
    if (!before || !/^,\s*$/.test(this.#gap(this.#from)) || !this.#isName(this.#from - 1))
      return false;
    return this.#from === 1 || /[([;]\s*$/.test(this.#gap(this.#from - 1));
  }

  get #isInBrackets(): boolean {
    const end = this.#words[this.#from]?.start ?? 0;
    const before = this.#text.slice(Math.max(0, end - BRACKET_REACH), end);
    return /[([][^)\]]*$/.test(before);
  }

  #isAtYear(at: number): boolean {
    const isPossessive = this.#folded(at) === 's' && /['’]$/.test(this.#gap(at));
    return at + (isPossessive ? 1 : 0) === this.#to && BEFORE_YEAR.test(this.#gap(this.#to));
  }

  /** Behind `et al.` or `and colleagues`; undefined if it is not there. */
  #skipOthers(at: number): number | undefined {
    if (!BETWEEN.test(this.#gap(at)) || !BETWEEN.test(this.#gap(at + 1))) return undefined;
    const [first, second] = [this.#folded(at), this.#folded(at + 1)];
    if (first === 'et' && second === 'al') return at + 2;
    if (!AND.test(first)) return undefined;
    if (OTHERS.test(second)) return at + 2;
    return second === 'co' && OTHERS.test(`co${this.#folded(at + 2)}`) ? at + 3 : undefined;
  }

  /** Behind `, Zhang` or `and Xiangyu Zhang`; undefined if it is not there. */
  #skipAuthor(author: string, at: number): number | undefined {
    if (author === '' || !BETWEEN.test(this.#gap(at))) return undefined;
    const isAnd = AND.test(this.#folded(at));
    if (!isAnd && !/[,&]/.test(this.#gap(at))) return undefined;
    const forms = familyForms(author);
    const first = isAnd ? at + 1 : at;
    for (let start = first; start <= first + MOST_GIVEN_NAMES; start++) {
      const next = this.#skipFamily(forms, start);
      if (next !== undefined) return this.#skipInitials(next);
      if (!this.#isName(start)) return undefined;
    }
    return undefined;
  }

  #skipFamily(forms: readonly string[], from: number): number | undefined {
    let letters = '';
    for (let at = from; at < Math.min(this.#to, from + FAMILY_WORDS); at++) {
      letters += this.#folded(at);
      if (forms.includes(letters) && this.#isName(at)) return at + 1;
    }
    return undefined;
  }

  /** `He, K.` */
  #skipInitials(from: number): number {
    let at = from;
    while (this.#folded(at).length === 1 && this.#isName(at) && BETWEEN.test(this.#gap(at))) at++;
    return at;
  }

  /** Whether the word begins with a capital, or with a letter that has none. */
  #isName(i: number): boolean {
    const word = this.#words[i];
    return (
      word !== undefined && /^[\p{Lu}\p{Lt}\p{Lo}]/u.test(this.#text.slice(word.start, word.end))
    );
  }

  #folded(i: number): string {
    return this.#words[i]?.folded ?? '';
  }

  /** What stands before a word, or what fits nowhere if it is much. */
  #gap(i: number): string {
    const [start, end] = [this.#words[i - 1]?.end ?? 0, this.#words[i]?.start ?? 0];
    return end - start > LONGEST_GAP ? '…' : this.#text.slice(start, end);
  }
}

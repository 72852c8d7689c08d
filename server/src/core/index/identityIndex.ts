// Owns the entries of one library by identity: which of them are a work, and which are the same one.
import type { Entry, Section } from '../library/entry';
import type { Library } from '../library/library';
import { isPlainAscii } from '../text/fold';
import { beginningWithYear, identitiesOf, identitiesOfIds } from '../works/identity';
import { hashOf, hashOfLetters, HashTable } from './entries/hash';
import { Numbers } from './entries/numbers';

/** Hashes of the identities in a section, each with the number of its entry there. */
interface SectionHashes {
  readonly hashes: readonly number[];
  readonly numbers: readonly number[];
}

/**
 * Keeps hashes; what is behind one is worked out where it is met. Open entries are looked at as they were read: what they
 * take from others says little of which work it is.
 */
export class IdentityIndex {
  readonly #entries: Entry[] = [];
  /** What was made of a section serves as long as the section does. */
  readonly #sections: WeakMap<Section, SectionHashes>;
  readonly #steps: Generator<void, HashTable>;
  #table: HashTable | undefined;

  constructor(library: Library, previous?: IdentityIndex) {
    const sections = library.sections.map(({ section }) => section);
    for (const { entries } of sections) for (const entry of entries) this.#entries.push(entry);
    this.#sections = previous ? previous.#sections : new WeakMap<Section, SectionHashes>();
    this.#steps = this.#read(sections);
  }

  /** Reads in steps what is otherwise read with the first question. Linear, but only in sections that are new. */
  *prepare(): Generator<void> {
    while (!this.#table) {
      this.#step();
      yield;
    }
  }

  /** Entries that are the work of one of these names, in the order of the library. */
  find(identities: readonly string[]): Entry[] {
    const numbers = new Set(
      identities.flatMap((identity) =>
        this.#ready()
          .find(hashOf(identity))
          .filter((number) => this.#identitiesAt(number).includes(identity)),
      ),
    );
    return [...numbers].sort((a, b) => a - b).flatMap((number) => this.#entries[number] ?? []);
  }

  /** Entries that share an identity, in groups of two or more, each in the order of the library, as are the groups. */
  duplicates(): Entry[][] {
    const groups = this.#ready()
      .shared()
      .flatMap(({ hash, numbers }) => this.#withOneIdentity(hash, numbers));
    groups.sort(([a = 0], [b = 0]) => a - b);
    return groups.map((numbers) => numbers.flatMap((number) => this.#entries[number] ?? []));
  }

  /** Of entries with one hash, those that share what is behind it. */
  #withOneIdentity(hash: number, numbers: readonly number[]): number[][] {
    const groups = new Map<string, number[]>();
    for (const number of numbers)
      for (const identity of this.#identitiesAt(number)) {
        if (hashOf(identity) >>> 0 !== hash) continue;
        const known = groups.get(identity);
        if (known) known.push(number);
        else groups.set(identity, [number]);
      }
    return [...groups.values()].filter((group) => group.length > 1);
  }

  #ready(): HashTable {
    while (!this.#table) this.#step();
    return this.#table;
  }

  #step(): void {
    const step = this.#steps.next();
    if (step.done) this.#table = step.value;
  }

  #identitiesAt(number: number): string[] {
    const entry = this.#entries[number];
    return entry ? identitiesOf(entry) : [];
  }

  *#read(sections: readonly Section[]): Generator<void, HashTable> {
    const [hashes, numbers] = [new Numbers(), new Numbers()];
    let first = 0;
    for (const section of sections) {
      const own = this.#sections.get(section) ?? hashesIn(section);
      this.#sections.set(section, own);
      for (const hash of own.hashes) hashes.push(hash);
      for (const number of own.numbers) numbers.push(first + number);
      first += section.entries.length;
      yield;
    }
    return new HashTable(hashes, numbers);
  }
}

function hashesIn({ entries }: Section): SectionHashes {
  const [hashes, numbers]: [number[], number[]] = [[], []];
  entries.forEach((entry, number) => {
    for (const hash of identityHashes(entry)) {
      hashes.push(hash);
      numbers.push(number);
    }
  });
  return { hashes, numbers };
}

/**
 * Those of its identities, of which that of a title is long and mostly need not be made. A title that is too short for
 * one has a hash all the same: what is looked up is compared.
 */
function identityHashes(entry: Entry): number[] {
  const { title, year } = entry;
  if (!isPlainAscii(title)) return identitiesOf(entry).map((identity) => hashOf(identity));
  const hashes = identitiesOfIds(entry).map((identity) => hashOf(identity));
  if (year !== undefined) hashes.push(hashOfLetters(title, hashOf(beginningWithYear(year))));
  return hashes;
}

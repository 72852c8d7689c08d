// Owns the measurements of the search over libraries, beside minisearch on the same entries.
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import MiniSearch from 'minisearch';
import type { Corpus } from '../../server/src/core/corpus/corpus';
import { buildEntryIndex, type EntryIndex } from '../../server/src/core/index/entryIndex';
import { buildEntryNames } from '../../server/src/core/index/entryNames';
import type { Entry } from '../../server/src/core/library/entry';
import { parseMarkdown } from '../../server/src/core/syntax/markdown';
import { fold } from '../../server/src/core/text/fold';
import { grown, realEntries, typedQueries } from './grownLibrary';
import { row, time, type Row, type Timing } from './measure';
import { drawNote } from './notes';

const [SMALL, LARGE] = [10_000, 160_000];
const RUNS = 300;
/** Where minisearch takes seconds. */
const FEW_RUNS = 30;
const BUILDS = 9;
const SHOWN = 50;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Times and memory of the search, at both sizes; the figures of memory come as text. */
export async function entryRows(corpus: Corpus): Promise<{ rows: Row[]; memory: string[] }> {
  const real = realEntries(corpus);
  const [small, large] = [grown(real, SMALL), grown(real, LARGE)];
  const sizes = [await sizeRows(small, RUNS), await sizeRows(large, FEW_RUNS)];
  return {
    rows: [
      ...sizes.flatMap(({ rows }) => rows),
      ...(await changeRows(small)),
      ...(await nameRows(corpus, small, large)),
    ],
    memory: sizes.map(({ memory }) => memory),
  };
}

async function sizeRows(entries: readonly Entry[], runs: number) {
  const name = `${entries.length.toLocaleString('en')} entries`;
  const builds = entries.length > SMALL ? 1 : BUILDS;
  const ours = await built(builds, () => finish(buildEntryIndex(entries)));
  const theirs = await built(builds, () => minisearchOf(entries));
  const queries = typedQueries(entries, RUNS);
  const search = (using: readonly string[]) =>
    time(RUNS, (run) => ours.value.search(using[run % using.length] ?? '', SHOWN));
  const mini = (using: readonly string[]) =>
    time(runs, (run) => searchMini(theirs.value, using[run % using.length] ?? ''));
  const keys = entries.map(({ key }) => `${key.slice(0, -2)}x${key.slice(-1)}`);
  const against = async (using: readonly string[]) => ({
    what: 'minisearch',
    timing: await mini(using),
  });
  const rows = [
    row(`index of ${name} built`, ours.timing, { what: 'minisearch', timing: theirs.timing }),
    row(`search, 1-3 words with typos, ${name}`, await search(queries), await against(queries)),
    row(`search, one letter, ${name}`, await search(LETTERS), await against(LETTERS)),
    row(`keys that may be meant, ${name}`, await nearestKeys(ours.value, keys)),
  ];
  const memory = `Search over ${name}: ${ours.mebibytes} MiB, minisearch ${theirs.mebibytes} MiB.`;
  return { rows, memory };
}

function nearestKeys(index: EntryIndex, keys: readonly string[]): Promise<Timing> {
  return time(RUNS, (run) => index.nearestKeys(keys[(run * 97) % keys.length] ?? '', 5));
}

/** A library saved with one section of entries read anew. */
async function changeRows(entries: readonly Entry[]): Promise<Row[]> {
  const whole = await time(FEW_RUNS, () => finish(buildEntryIndex(entries)));
  const index = finish(buildEntryIndex(entries));
  const changed = await time(FEW_RUNS, (run) => {
    const old = entries.slice(run * 30, run * 30 + 30);
    return finish(
      index.with(
        new Set(old),
        old.map((entry) => ({ ...entry })),
      ),
    );
  });
  return [
    row('index after 30 of 10,000 entries changed', changed, { what: 'built anew', timing: whole }),
  ];
}

/** All names of entries in a note, at both sizes of the library. The memory of the index is not used. */
async function nameRows(corpus: Corpus, small: readonly Entry[], large: readonly Entry[]) {
  const note = parseMarkdown(drawNote(corpus, SMALL));
  const named = async (entries: readonly Entry[]) => {
    const names = finish(buildEntryNames(entries));
    return time(FEW_RUNS, () => note.blocks.map(({ facts }) => names.namesIn({ ...facts })));
  };
  const few = await named(small);
  return [
    row('names of 160,000 entries in 10,000 words', await named(large), {
      what: 'of 10,000 entries',
      timing: few,
    }),
  ];
}

function minisearchOf(entries: readonly Entry[]): MiniSearch {
  const index = new MiniSearch({
    fields: ['key', 'title', 'authors', 'year'],
    tokenize: (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [],
    processTerm: (term) => fold(term).replaceAll('z', 's'),
  });
  entries.forEach(({ key, title, authors, year }, id) => {
    index.add({ id, key, title, authors: authors.join(' '), year: String(year ?? '') });
  });
  return index;
}

function searchMini(index: MiniSearch, query: string) {
  const fuzzy = (term: string) => (term.length >= 9 ? 2 : term.length >= 5 ? 1 : false);
  return index.search(query, { prefix: true, fuzzy, combineWith: 'AND' }).slice(0, SHOWN);
}

/** Built some times over, and what the last one holds in memory. */
async function built<T>(runs: number, make: () => T) {
  const before = await usedBytes();
  const taken: number[] = [];
  let value = make();
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    value = make();
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  const timing = { p50: taken[runs >> 1] ?? 0, p95: taken[runs - 1] ?? 0 };
  const mebibytes = (((await usedBytes()) - before) / 2 ** 20).toFixed(0);
  return { value, timing, mebibytes };
}

/** After collections, as `--expose-gc` offers them, until nothing more is freed. */
async function usedBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let used = Infinity;
  for (;;) {
    await setImmediate();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers > 0.99 * used) return used;
    used = heapUsed + arrayBuffers;
  }
}

function finish<T>(job: Generator<unknown, T>): T {
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
  }
}

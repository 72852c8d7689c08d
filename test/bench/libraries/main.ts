// Owns the bench of libraries and vaults (`npm run bench:libraries`); `--write` puts its figures into the docs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Corpus } from '../../../server/src/core/corpus/corpus';
import type { Entry } from '../../../server/src/core/library/entry';
import { realEntries } from '../grownLibrary';
import { row, tableOf, type Row } from '../measure';
import { answerTimes, typingTimes, type Typing } from './answers';
import { editingRow } from './editing';
import { lookInto, newWorkspace } from './diskWorkspace';
import { bareMemory, growthAt, type Growth } from './growth';
import { writeLibrary } from './libraryFile';
import { growthPicture } from './plot';
import { parserRow, readingRow, readingTimes } from './reload';
import { growthTable, writeReport } from './report';
import { scanTimes, typingRow } from './vault';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,20000,40000,80000,160000' },
    notes: { type: 'string', default: '5000' },
    write: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const corpus = JSON.parse(readFileSync('dist/corpus.json', 'utf8')) as Corpus;
  const top = mkdtempSync(join(tmpdir(), 'paperlens-bench-'));
  const folder = (name: string) => {
    const path = join(top, name);
    mkdirSync(path);
    return path;
  };
  try {
    await measure(corpus, values.sizes.split(',').map(Number), Number(values.notes), folder);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

async function measure(
  corpus: Corpus,
  sizes: readonly number[],
  notes: number,
  folder: (name: string) => string,
): Promise<void> {
  const real = realEntries(corpus);
  const rows: Row[] = [];
  const alone = await typingAlone(folder('empty'), corpus);
  const [small = 0, large = small] = [Math.min(...sizes), Math.max(...sizes)];
  const reading = await readingRows(folder('read'), real, small, large);
  rows.push(...reading, ...(await answerRows(folder, corpus, real, [small, large], alone)));
  rows.push(...(await vaultRows(folder('vault'), corpus, notes, alone)));
  const table = tableOf(rows);
  console.log(`\n${table.join('\n')}\n`);
  const bare = await bareMemory(folder('bare'));
  const growths: Growth[] = [];
  for (const size of sizes) growths.push(await growthAt(folder(`grown${size}`), real, size));
  const growth = growthTable(growths, bare);
  console.log(growth.join('\n'));
  if (!values.write) return;
  const processor = cpus()[0]?.model ?? 'an unknown processor';
  const machine = `Node ${process.versions.node}, ${cpus().length} cores, ${processor.trim()}.`;
  const [first] = reading;
  const milliseconds = (first?.p50 ?? 0) / (first?.against?.ratio ?? 1);
  const peer = { name: first?.against?.what ?? '', milliseconds };
  writeReport([machine, '', ...table, '', ...growth], growthPicture(growths, peer, bare));
}

async function typingAlone(empty: string, corpus: Corpus): Promise<Typing> {
  return typingTimes(await lookInto(await newWorkspace(), empty), empty, corpus);
}

async function readingRows(
  folder: string,
  real: readonly Entry[],
  small: number,
  large: number,
): Promise<Row[]> {
  const path = join(folder, 'library.bib');
  writeLibrary(path, real, small);
  const times = await readingTimes(path);
  const first = await parserRow(entriesText(small), path, times.first);
  writeLibrary(path, real, large);
  const largeTimes = await readingTimes(path);
  rmSync(path);
  return [first, readingRow(entriesText(small), times), readingRow(entriesText(large), largeTimes)];
}

async function answerRows(
  folder: (name: string) => string,
  corpus: Corpus,
  real: readonly Entry[],
  [small, large]: readonly [small: number, large: number],
  alone: Typing,
): Promise<Row[]> {
  const at = async (name: string, count: number) => {
    const path = folder(name);
    writeLibrary(join(path, 'library.bib'), real, count);
    const workspace = await lookInto(await newWorkspace(), path);
    const entries = workspace.snapshot.libraries.flatMap(({ library }) => library.entries);
    const answers = await answerTimes(workspace, path, entries);
    const typing = await typingTimes(workspace, path, corpus);
    const typed = `a letter in the library itself, ${entriesText(count)}`;
    const editing = await editingRow(typed, workspace, join(path, 'library.bib'));
    return { ...answers, ...typing, editing };
  };
  const few = await at('few', small);
  const many = await at('many', large);
  const against = (timing: typeof few.hover) => ({ what: `at ${entriesText(small)}`, timing });
  return [
    row(`completion, 1-3 words with typos, ${entriesText(small)}`, few.completion),
    row(`same, ${entriesText(large)}`, many.completion, against(few.completion)),
    row(`hover, ${entriesText(small)}`, few.hover),
    row(`same, ${entriesText(large)}`, many.hover, against(few.hover)),
    row(`definition, ${entriesText(small)}`, few.definition),
    row(`same, ${entriesText(large)}`, many.definition, against(few.definition)),
    typingRow('a letter in 10,000 words, no library', alone.keystroke, alone.keystroke),
    typingRow(`same, ${entriesText(large)}`, many.keystroke, alone.keystroke),
    typingRow(
      `diagnostics after a pause, ${entriesText(large)}`,
      many.diagnostics,
      alone.diagnostics,
    ),
    few.editing,
    many.editing,
  ];
}

async function vaultRows(
  folder: string,
  corpus: Corpus,
  notes: number,
  alone: Typing,
): Promise<Row[]> {
  const { workspace, rows } = await scanTimes(folder, corpus, notes);
  const { keystroke } = await typingTimes(workspace, folder, corpus);
  const name = `a letter in 10,000 words, ${notes.toLocaleString('en')} other notes`;
  return [...rows, typingRow(name, keystroke, alone.keystroke)];
}

function entriesText(count: number): string {
  return `${count.toLocaleString('en')} entries`;
}

void main();

// Owns how long the scan of a vault of notes takes, and whether all else goes on meanwhile.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parser } from '@lezer/markdown';
import type { Corpus } from '../../../server/src/core/corpus/corpus';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { row, timingOf, type Row, type Timing } from '../measure';
import { drawNote } from '../notes';
import { lookInto, newWorkspace } from './diskWorkspace';

/** Words of the notes, in turn: most are short. */
const WORDS = [50, 400, 100, 200, 50, 100, 1_000, 200, 50, 100];
const RUNS = 3;
const IN_A_FOLDER = 100;

export interface Scan {
  readonly workspace: Workspace;
  readonly rows: readonly Row[];
}

/** Writes the notes, each of which cites. */
function writeVault(folder: string, corpus: Corpus, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const inner = join(folder, `notes${Math.floor(i / IN_A_FOLDER)}`);
    if (i % IN_A_FOLDER === 0) mkdirSync(inner, { recursive: true });
    const path = join(inner, `note${i}.md`);
    writeFileSync(path, drawNote(corpus, WORDS[i % WORDS.length] ?? 0, i));
    return path;
  });
}

export async function scanTimes(folder: string, corpus: Corpus, count: number): Promise<Scan> {
  const paths = writeVault(folder, corpus, count);
  const [bare, scans, pauses]: [number[], number[], number[]] = [[], [], []];
  let workspace = await lookInto(await newWorkspace(), folder);
  for (let run = 0; run < RUNS; run++) {
    const parsing = process.cpuUsage();
    for (const path of paths) parser.parse(readFileSync(path, 'utf8'));
    bare.push(processorTime(parsing));
    workspace = await newWorkspace();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const begun = process.cpuUsage();
    await lookInto(workspace, folder);
    scans.push(processorTime(begun));
    delay.disable();
    pauses.push(delay.max / 1e6);
  }
  const name = `${count.toLocaleString('en')} notes`;
  return {
    workspace,
    rows: [
      row(`${name} found and read, processor time`, timingOf(scans), {
        what: 'read by the CommonMark parser alone',
        timing: timingOf(bare),
      }),
      row(`longest wait while ${name} are read`, timingOf(pauses)),
    ],
  };
}

/** In milliseconds: in the background, others' work counts for more than one's own wait. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

/** What a keystroke costs in the vault, beside none. */
export function typingRow(what: string, timing: Timing, alone: Timing): Row {
  return row(what, timing, { what: 'no library, no other note', timing: alone });
}

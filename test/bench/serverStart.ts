// Owns the measurements of the built server as a process: start to first hover, memory.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { positionAt, spawnServer } from '../support/inBandServer';
import { time, type Row } from './measure';

const NOTE = 'We initialise with LSUV and compare.';
const RUNS = 10;

/** Resident memory of a process in MiB, where the system tells it (Linux). */
function residentMiB(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

export async function serverRows(): Promise<{ rows: Row[]; memory: string }> {
  let resident: number | undefined;
  const first = await time(RUNS, async () => {
    const server = spawnServer();
    await server.editor.initialize();
    await server.editor.open('file:///note.md', NOTE);
    const hover = await server.editor.hover(
      'file:///note.md',
      positionAt(NOTE, NOTE.indexOf('LSUV')),
    );
    if (!hover) throw new Error('The server gave no hover.');
    resident = residentMiB(server.pid);
    await server.editor.request('shutdown');
    await server.editor.notify('exit', null);
    await server.ended;
  });
  const bare = await time(RUNS, () => spawnSync(process.execPath, ['-e', '0']));
  const against = { what: 'node -e 0', ratio: first.p50 / bare.p50 };
  const memory = resident === undefined ? 'not told by this system' : `${resident.toFixed(0)} MiB`;
  return { rows: [{ what: 'server process: start to first hover', ...first, against }], memory };
}

// Owns how the server's time and memory grow with a library, and whether it answers while it reads one.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '../../../server/src/core/library/entry';
import { positionAt, type Editor } from '../../support/inBandServer';
import { timingOf, type Timing } from '../measure';
import { writeLibrary } from './libraryFile';
import { MeasuredServer } from './measuredServer';

const NOTE = 'We initialise with LSUV and compare.';
/** Milliseconds between two questions, about as fast as a person moves the mouse over words. */
const BETWEEN = 20;

/** Durations in milliseconds, memory in MiB. */
export interface Growth {
  readonly entries: number;
  readonly fileSize: number;
  /** From the handshake on; it takes some tenths of a second to load the papers. */
  readonly duration: number;
  readonly processorTime: number;
  /** In use, after garbage was collected. */
  readonly kept: number;
  /** Before that, at the end of loading. */
  readonly resident: number;
  readonly most: number;
  /** Hovers asked while the library was read; without the first, which waits for it for a second. */
  readonly hovers: Timing & { readonly count: number };
}

/** Of the server without any library. */
export async function bareMemory(folder: string): Promise<number> {
  const server = new MeasuredServer();
  await server.editor.initialize({ folders: [folder] });
  await server.editor.status();
  const kept = await server.keptMemory();
  await server.stop();
  return kept;
}

/** Measures a server of its own with a library of `count` entries in a folder that is empty else. */
export async function growthAt(
  folder: string,
  real: readonly Entry[],
  count: number,
): Promise<Growth> {
  const path = join(folder, 'library.bib');
  const fileSize = writeLibrary(path, real, count) / 2 ** 20;
  const server = new MeasuredServer();
  const { editor } = server;
  await editor.initialize({ folders: [folder] });
  const note = pathToFileURL(join(folder, 'note.md')).href;
  await editor.open(note, NOTE);
  const begun = performance.now();
  const loading = { isDone: false };
  const loaded = entriesRead(editor).finally(() => (loading.isDone = true));
  const hovers = await hoversDuring(editor, note, loading);
  const entries = await loaded;
  if (entries.count !== count) throw new Error(`${entries.count} of ${count} entries were read.`);
  const { processorTime, memory } = server;
  const kept = await server.keptMemory();
  await server.stop();
  rmSync(path);
  return {
    entries: count,
    fileSize,
    duration: entries.at - begun,
    processorTime,
    kept,
    resident: memory.now,
    most: memory.most,
    hovers,
  };
}

/** As the status tells it, which is what the editor shows. */
async function entriesRead(editor: Editor): Promise<{ count: number; at: number }> {
  for (;;) {
    const { isReading, libraries, entries } = await editor.status();
    if (!isReading && libraries > 0) return { count: entries, at: performance.now() };
  }
}

async function hoversDuring(editor: Editor, note: string, loading: { readonly isDone: boolean }) {
  const place = positionAt(NOTE, NOTE.indexOf('LSUV'));
  const durations: number[] = [];
  while (!loading.isDone) {
    const asked = performance.now();
    if (!(await editor.hover(note, place))) throw new Error('The server gave no hover.');
    durations.push(performance.now() - asked);
    await delay(BETWEEN);
  }
  const counted = durations.slice(1);
  return { ...timingOf(counted), count: counted.length };
}

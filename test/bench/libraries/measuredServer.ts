// Owns the built server as a process whose time and memory are read from outside (Linux).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { Editor } from '../../support/inBandServer';

const PRELOADED = './test/bench/libraries/collectOnSignal.cjs';
/** Milliseconds of one tick in /proc. */
const TICK = 10;
/** Memory is given back to the system a while after it is free. */
const SETTLED = 2_000;

export class MeasuredServer {
  readonly editor: Editor;
  readonly #child = spawn(
    process.execPath,
    ['--expose-gc', '--require', PRELOADED, 'dist/server.js', '--stdio'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );

  constructor() {
    const { stdout, stdin } = this.#child;
    this.editor = new Editor(
      createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin)),
    );
  }

  /** Milliseconds of all its threads, those of the garbage collector included. */
  get processorTime(): number {
    // The name of the process in brackets may hold spaces.
    const [, fields = ''] = this.#read('stat').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return ((user ?? NaN) + (system ?? NaN)) * TICK;
  }

  /** Resident memory in MiB, as it is, and the most that it ever was. */
  get memory(): { readonly now: number; readonly most: number } {
    const status = this.#read('status');
    const mebibytes = (name: string) =>
      Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') };
  }

  /** Resident memory in MiB of what is still in use. */
  async keptMemory(): Promise<number> {
    this.#child.kill('SIGUSR2');
    await delay(SETTLED);
    return this.memory.now;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    await this.editor.request('shutdown');
    await this.editor.notify('exit', null);
    await ended;
  }

  #read(file: string): string {
    return readFileSync(`/proc/${this.#child.pid}/${file}`, 'utf8');
  }
}

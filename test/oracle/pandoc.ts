// Owns the talk with pandoc: one process that reads note after note.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';

/** Quarto reads notes with it, and so does pandoc when told nothing else. */
export const MARKDOWN = 'markdown';
/** What R Markdown makes of it. */
export const R_MARKDOWN = 'markdown+autolink_bare_uris+tex_math_single_backslash';

export const PROGRAM = process.env.PANDOC ?? 'pandoc';
const SERVE = join('test', 'oracle', 'serve.lua');
const NEWLINE = '\n'.charCodeAt(0);
const TAB_STOP = 4;

interface Waiting {
  readonly resolve: (document: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A running pandoc: starting it takes 30 ms, a short note takes it less than one. */
export class Pandoc {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: Waiting[] = [];
  #received: Buffer = Buffer.alloc(0);
  #complaint = '';

  constructor() {
    // It wants some input; which one does not matter.
    this.#process = spawn(PROGRAM, [
      ...['--quiet', '--from=markdown', '--to=json', '--lua-filter', SERVE, SERVE],
    ]);
    this.#process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#process.on('error', (error) => this.#fail(error.message));
    this.#process.stderr.on('data', (chunk: Buffer) => (this.#complaint += chunk.toString()));
    this.#process.on('close', (code) => this.#fail(`it ended with ${code}: ${this.#complaint}`));
  }

  /** The document that a note is to pandoc, in the form of `pandoc -t json`. */
  read(note: string, reader = MARKDOWN): Promise<unknown> {
    const text = Buffer.from(asProgramReads(note));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(Buffer.concat([Buffer.from(`${text.length} ${reader}\n`), text]));
    });
  }

  close(): void {
    this.#process.stdin.end();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const start = this.#received.indexOf(NEWLINE) + 1;
      const end = start + Number(this.#received.subarray(0, start).toString());
      if (start === 0 || end > this.#received.length) return;
      const document: unknown = JSON.parse(this.#received.subarray(start, end).toString());
      this.#received = this.#received.subarray(end);
      const next = this.#waiting.shift();
      if (typeof document === 'string') next?.reject(new Error(`pandoc: ${document}`));
      else next?.resolve(document);
    }
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(`pandoc: ${reason}`));
  }
}

/** The program itself, started for one note: slow, and what the served one is compared to. */
export function runPandoc(note: string): unknown {
  const args = ['--from', MARKDOWN, '--to=json'];
  const { stdout, stderr, status } = spawnSync(PROGRAM, args, { input: note, encoding: 'utf8' });
  if (status !== 0) throw new Error(`pandoc: ${stderr}`);
  return JSON.parse(stdout);
}

/** The program prepares line ends and tabs before its reader sees them; a filter has to do it itself. */
function asProgramReads(note: string): string {
  const lines = note
    .replace(/^\uFEFF/, '')
    .replaceAll('\r', '')
    .split('\n');
  return lines.map((line) => (line.includes('\t') ? withoutTabs(line) : line)).join('\n');
}

function withoutTabs(line: string): string {
  let column = 0;
  return Array.from(line, (sign) => {
    const written = sign === '\t' ? ' '.repeat(TAB_STOP - (column % TAB_STOP)) : sign;
    column += written.length;
    return written;
  }).join('');
}

// Owns how another program is run: quietly with signs of life, live with its output kept, or asked.
import { spawn, spawnSync } from 'node:child_process';

const HEARTBEAT_MS = 15_000;
const LINES_SHOWN_ON_FAILURE = 40;
const KEPT_CHARACTERS = 200_000;

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [shell] Windows starts .cmd files only through a shell.
 */

/** A program that ran and failed; the message holds the end of what it printed. */
export class CommandError extends Error {}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill()));

/**
 * Runs a long step, printing what it does and, every 15 s, how long it has taken.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 */
export async function runQuietly(title, command, args, options = {}) {
  const start = Date.now();
  let lastLine = '';
  console.log(`${title} ...`);
  const heartbeat = setInterval(
    () => console.log(`  still at it after ${seconds(start)}${lastLine && `: ${lastLine}`}`),
    HEARTBEAT_MS,
  );
  const { code, output } = await follow(command, args, options, (text) => {
    const line = lastLines(text, 1).trim();
    if (/\w{3}/.test(line) && !line.startsWith('npm warn')) lastLine = line.slice(0, 100);
  }).finally(() => clearInterval(heartbeat));
  if (code !== 0) {
    const end = lastLines(output, LINES_SHOWN_ON_FAILURE);
    throw new CommandError(`${title}: "${command} ${args.join(' ')}" failed (${code}).\n${end}`);
  }
  console.log(`  done in ${seconds(start)}`);
}

/**
 * Runs a program whose output the person reads as it comes.
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 */
export function runLive(command, args, options = {}) {
  // A pipe hides the terminal from the program, so colours must be asked for.
  const colour = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};
  const env = { ...colour, ...(options.env ?? process.env) };
  return follow(command, args, { ...options, env }, (text) => process.stdout.write(text));
}

/**
 * Asks a program for a short answer. `undefined` when it is missing, fails or hangs.
 * @param {string} command
 * @param {string[]} args
 */
export function ask(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/** The last lines of a text that are not empty. */
export function lastLines(text, count) {
  return text
    .split(/\r?\n|\r/)
    .filter((line) => line.trim())
    .slice(-count)
    .join('\n');
}

/** Resolves with the exit code (or the signal's name) and the end of the output. */
function follow(command, args, options, onText) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-KEPT_CHARACTERS);
        onText(text);
      });
    }
    child.on('error', (error) => reject(new CommandError(`${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code: code ?? signal, output });
    });
  });
}

function seconds(start) {
  return `${Math.round((Date.now() - start) / 1000)} s`;
}

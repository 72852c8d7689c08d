// Owns how npm is called: the npm that started us, or else the one on PATH, under a chosen Node.
import { delimiter, dirname } from 'node:path';
import { runQuietly } from './command.mjs';

/**
 * The call of npm as the arguments that a function which runs programs takes.
 * @param {string[]} args
 * @param {{ cwd: string, node?: string, env?: NodeJS.ProcessEnv }} options `node` is the program
 *   that runs npm and every install script below it; by default the one that runs us.
 * @returns {[string, string[], import('./command.mjs').CommandOptions]}
 */
export function npmCommand(args, { cwd, node = process.execPath, env = {} }) {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  const options = { cwd, env: { ...process.env, ...env, PATH: path } };
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) return [node, [cli, ...args], options];
  return ['npm', args, { ...options, shell: process.platform === 'win32' }];
}

/**
 * Runs npm as a long step.
 * @param {string} title What the step does, for the person who waits.
 * @param {string[]} args
 * @param {{ cwd: string, node?: string, env?: NodeJS.ProcessEnv }} options
 */
export function runNpm(title, args, options) {
  return runQuietly(title, ...npmCommand(args, options));
}

// Owns reading how many tests passed and failed from what each kind of runner prints last.
import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * node:test closes with one line per figure, such as "ℹ pass 12".
 * @returns {Counts | undefined}
 */
export function countNodeTests(output) {
  const figures = Object.fromEntries(
    allMatches(output, /^\S+ (pass|fail|cancelled) (\d+)$/gm).map(([, name, n]) => [
      name,
      Number(n),
    ]),
  );
  if (!('pass' in figures)) return undefined;
  return { passed: figures.pass, failed: figures.fail + figures.cancelled };
}

/**
 * pytest closes with one line, such as "2 failed, 30 passed, 1 error in 4.21s".
 * @returns {Counts | undefined}
 */
export function countPytest(output) {
  const closing = allMatches(output, /^=*\s*(\d+ \w+.*) in [\d.]+s/gm).at(-1)?.[1];
  if (!closing) return undefined;
  const figure = (name) => Number(closing.match(new RegExp(`(\\d+) ${name}`))?.[1] ?? 0);
  return { passed: figure('passed'), failed: figure('failed') + figure('error') };
}

/**
 * Our own suites close with "N passed, N failed".
 * @returns {Counts | undefined}
 */
export function countPlain(output) {
  const closing = allMatches(output, /^(\d+) passed, (\d+) failed/gm).at(-1);
  return closing && { passed: Number(closing[1]), failed: Number(closing[2]) };
}

function allMatches(output, pattern) {
  return [...stripVTControlCharacters(output).replaceAll('\r', '').matchAll(pattern)];
}

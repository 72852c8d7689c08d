// Owns the table and the closing line under all stages.

/** @typedef {import('./runStages.mjs').Result} Result */

/**
 * @param {Result[]} results
 * @returns {string}
 */
export function summaryTable(results) {
  const rows = results.map(({ name, outcome, counts, seconds, reason }) => [
    name,
    outcome.toUpperCase(),
    outcome === 'not run' ? '-' : String(counts.passed),
    outcome === 'not run' ? '-' : String(counts.failed),
    `${seconds.toFixed(1)} s`,
    firstLine(reason),
  ]);
  const table = [['stage', 'result', 'passed', 'failed', 'time', ''], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const isNumber = (column) => column >= 2 && column <= 4;
  const cell = (text, column) =>
    isNumber(column) ? text.padStart(widths[column]) : text.padEnd(widths[column]);
  return table.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}

/**
 * @param {Result[]} results
 * @param {boolean} isStrict Whether a stage that was not run is a failure.
 * @returns {import('./counts.mjs').Counts}
 */
export function total(results, isStrict) {
  const notRun = results.filter(({ outcome }) => outcome === 'not run');
  const sum = (key) => results.reduce((whole, { counts }) => whole + counts[key], 0);
  return { passed: sum('passed'), failed: sum('failed') + (isStrict ? notRun.length : 0) };
}

/** The last line of all, in the form that our own suites close with too. */
export function closingLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

function firstLine(text = '') {
  return text.split('\n', 1)[0];
}

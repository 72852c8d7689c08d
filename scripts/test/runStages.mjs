// Owns the run of the stages: their set-up, their order, and what becomes of each.
import { ensureBrowser } from '../setup/browser.mjs';
import { ensureEditorHost } from '../setup/editorHostPackages.mjs';
import { ensureNpmPackages } from '../setup/npmPackages.mjs';
import { ensurePandoc } from '../setup/pandoc.mjs';
import { ensurePython } from '../setup/python.mjs';

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {'passed' | 'failed' | 'not run'} outcome
 * @property {import('./counts.mjs').Counts} counts
 * @property {number} seconds
 * @property {string} [reason] Why it failed or was not run, where its output does not say.
 */

/** Per need: finds or installs it. */
const SET_UP = {
  python: async () => asFound(await ensurePython(), 'python'),
  pandoc: async () => asFound(await ensurePandoc(), 'path'),
  browser: async () => asFound(await ensureBrowser(), 'path'),
  editorHost: async () => asFound(await ensureEditorHost(), 'server'),
};

/**
 * Runs all stages; a failed one stops only those that build on it.
 * @param {import('./stages.mjs').Stage[]} stages
 * @returns {Promise<Result[]>}
 */
export async function runStages(stages) {
  header('set-up', 'packages and programs that the stages need');
  await ensureNpmPackages();
  const found = await setUp(stages);
  const results = [];
  for (const stage of stages) {
    header(stage.name, stage.title);
    const start = Date.now();
    const result = findObstacle(stage, found, results) ?? (await runStage(stage, found));
    const seconds = (Date.now() - start) / 1000;
    results.push({ name: stage.name, seconds, ...result });
    console.log(closing(stage, results.at(-1)));
  }
  return results;
}

/** Per need of these stages: what was found, or the reason why not. */
async function setUp(stages) {
  const found = {};
  for (const need of new Set(stages.flatMap((stage) => stage.needs ?? []))) {
    const outcome = (found[need] = await SET_UP[need]());
    console.log(outcome.path ? `${need}: ${outcome.path}` : `${need}: none: ${outcome.reason}`);
  }
  return found;
}

function asFound(outcome, key) {
  return outcome.ok ? { path: outcome[key] } : { reason: outcome.reason };
}

/** The result of a stage that cannot run; `undefined` when nothing is in its way. */
function findObstacle({ needs = [], after = [] }, found, results) {
  const missing = needs.find((need) => !found[need].path);
  if (missing) return notRun(`there is no ${missing}: ${found[missing].reason}`);
  const broken = results.find(({ name, outcome }) => after.includes(name) && outcome !== 'passed');
  return broken && notRun(`the stage ${broken.name} did not pass`);
}

async function runStage({ run, count }, found) {
  const paths = Object.fromEntries(Object.entries(found).map(([need, { path }]) => [need, path]));
  const { code, output } = await run(paths);
  const counts = count ? count(output) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (code === 0 && counts && counts.failed === 0 && counts.passed > 0) {
    return { outcome: 'passed', counts };
  }
  const { passed = 0, failed = 0 } = counts ?? {};
  // What is wrong without a failed test, such as a crash, is one failure all the same.
  return {
    outcome: 'failed',
    counts: { passed, failed: Math.max(failed, 1) },
    reason: failed > 0 ? undefined : describe(code, counts),
  };
}

function describe(code, counts) {
  if (!counts) return `it ended with ${code} and no closing line that tells its tests`;
  if (code === 0) return 'it ran no test';
  return `it ended with ${code}`;
}

function notRun(reason) {
  return { outcome: 'not run', counts: { passed: 0, failed: 0 }, reason };
}

function closing({ name, title }, { outcome, seconds, reason }) {
  if (outcome === 'not run') return `${name}: NOT RUN: ${reason}\n  Not tested: ${title}.`;
  return `${name}: ${outcome} in ${seconds.toFixed(1)} s${reason ? `: ${reason}` : ''}`;
}

function header(name, title) {
  console.log(`\n=== ${name}: ${title} ===`);
}

// Owns the list of what npm test runs: each stage's command, what it needs, and how it counts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../package.mjs';
import { runLive } from '../setup/command.mjs';
import { npmCommand } from '../setup/npm.mjs';
import { ROOT } from '../setup/paths.mjs';
import { countNodeTests, countPlain, countPytest } from './counts.mjs';

/**
 * @typedef {'python' | 'browser' | 'editorHost' | 'pandoc'} Need
 *
 * @typedef {object} Stage
 * @property {string} name What --only takes.
 * @property {string} title
 * @property {Need[]} [needs]
 * @property {string[]} [after] Stages without whose success this one would test something stale.
 * @property {(output: string) => import('./counts.mjs').Counts | undefined} [count] Reads the
 *   closing lines; a stage without it counts as one test.
 * @property {(found: Partial<Record<Need, string>>) => Promise<{ code: number | string,
 *   output: string }>} run
 */

const SPECS = join('out', 'specs');
const WORKBENCH = join('test', 'editor', 'workbench.mjs');

/** @type {Stage[]} In the order in which they run. */
export const STAGES = [
  {
    name: 'check',
    title: 'types, lint, layers, format',
    run: () => runLive(...npmCommand(['run', 'check'], { cwd: ROOT })),
  },
  {
    name: 'build',
    title: 'bundles of what ships and of the tests',
    run: () => runNode(['esbuild.mjs', '--production', '--tests']),
  },
  {
    name: 'specs',
    title: 'unit, protocol, contract',
    after: ['build'],
    count: countNodeTests,
    run: () => runSpecs(['unit', 'protocol', 'contract']),
  },
  {
    name: 'oracle',
    title: 'our reading of notes and libraries, compared to that of pandoc',
    needs: ['pandoc'],
    after: ['build'],
    count: countNodeTests,
    run: ({ pandoc }) => runSpecs(['oracle'], { PANDOC: pandoc }),
  },
  {
    name: 'snippets',
    title: 'the Python snippets, under pytest',
    needs: ['python'],
    count: countPytest,
    // The tensors are small: more threads only wait for each other.
    run: ({ python }) =>
      runHere(python, ['-m', 'pytest', '-q', 'test/snippets'], { OMP_NUM_THREADS: '1' }),
  },
  {
    name: 'map',
    title: 'the page of the map, in a browser',
    needs: ['browser'],
    after: ['build'],
    count: countNodeTests,
    run: ({ browser }) => runNode(['--test', ...mapTests()], { CHROME_PATH: browser }),
  },
  {
    name: 'package',
    title: 'the .vsix and what is in it',
    after: ['build'],
    run: () => runNode(['scripts/package.mjs']),
  },
  {
    name: 'editor',
    title: 'the suite in the extension host of a real VS Code',
    needs: ['browser', 'editorHost'],
    after: ['build'],
    count: countPlain,
    run: ({ browser }) => runNode(['test/editor/runSuite.mjs'], { CHROME_PATH: browser }),
  },
  {
    name: 'workbench',
    title: 'the packaged extension in the window, as a person uses it',
    needs: ['browser', 'editorHost'],
    after: ['package'],
    count: countPlain,
    run: ({ browser }) =>
      runNode([WORKBENCH], { CHROME_PATH: browser, PAPERLENS_VSIX: packagePath() }),
  },
];

/** Hands over the list of files: given none, Node would run whatever looks like a test to it. */
function runSpecs(kinds, env) {
  const files = kinds.flatMap((kind) =>
    readdirSync(join(ROOT, SPECS, kind), { recursive: true })
      .filter((file) => file.endsWith('.test.cjs'))
      .map((file) => join(SPECS, kind, file))
      .sort(),
  );
  if (files.length === 0) return { code: `no test in ${SPECS}`, output: '' };
  return runNode(['--test', '--test-reporter=spec', ...files], env);
}

function mapTests() {
  const folder = join('test', 'browser');
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.test.mjs'));
  return ['--test-reporter=spec', ...names.sort().map((name) => join(folder, name))];
}

function runNode(args, env = {}) {
  return runHere(process.execPath, args, env);
}

function runHere(command, args, env) {
  return runLive(command, args, { cwd: ROOT, env: { ...process.env, ...env } });
}

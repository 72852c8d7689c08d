// Runs the suite in out/editor/ inside the extension host of a real VS Code: the served one, or
// with --electron the desktop one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../../scripts/setup/paths.mjs';
import { onInterrupt } from '../../scripts/setup/interrupt.mjs';
import { runServedSuite } from './servedSuite.mjs';
import { makeTemporaryWorkspace } from './temporaryWorkspace.mjs';

const SUITE = join(ROOT, 'out', 'editor', 'index.js');
const DEADLINE_MS = 4 * 60_000;

/** Downloads a VS Code, unless VSCODE_PATH names one that is installed. */
async function runElectronSuite({ extension, suite, workspace, deadlineMs }) {
  const { runTests } = await import('@vscode/test-electron');
  setTimeout(() => {
    console.error(`The suite did not end within ${deadlineMs / 1000} s.`);
    process.exit(1);
  }, deadlineMs).unref();
  return runTests({
    cachePath: join(CACHE, 'vscode-test'),
    vscodeExecutablePath: process.env.VSCODE_PATH,
    extensionDevelopmentPath: extension,
    extensionTestsPath: suite,
    launchArgs: [
      workspace,
      ...['--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

async function main(flags) {
  const unknown = flags.find((flag) => flag !== '--electron');
  if (unknown) {
    console.error(`runSuite.mjs: unknown flag ${unknown}; it takes --electron.`);
    return 2;
  }
  if (!existsSync(SUITE)) {
    console.error(`runSuite.mjs: ${SUITE} is not there; build it with: node esbuild.mjs --tests`);
    return 2;
  }
  onInterrupt();
  const run = flags.includes('--electron') ? runElectronSuite : runServedSuite;
  const workspace = makeTemporaryWorkspace();
  try {
    return await run({ extension: ROOT, suite: SUITE, workspace, deadlineMs: DEADLINE_MS });
  } catch (error) {
    console.error(`The suite could not be run: ${error.message ?? error}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));

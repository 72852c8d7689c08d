// Measures completion in the served VS Code, with a library of 10,000 entries in the workspace.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onInterrupt } from '../../scripts/setup/interrupt.mjs';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { runServedSuite } from './servedSuite.mjs';
import { makeTemporaryWorkspace } from './temporaryWorkspace.mjs';

const SUITE = join(ROOT, 'out', 'editor', 'measured.js');
const LIBRARY =
  process.env.PAPERLENS_LIBRARY ?? join(ROOT, '../shared/libraries/conferences-10k.bib.gz');
const DEADLINE_MS = 4 * 60_000;

async function main() {
  if (!existsSync(SUITE)) {
    console.error(`measure.mjs: ${SUITE} is not there; build it with: node esbuild.mjs --tests`);
    return 2;
  }
  if (!existsSync(LIBRARY)) {
    console.error(`measure.mjs: ${LIBRARY} is absent; PAPERLENS_LIBRARY names another.`);
    return 2;
  }
  onInterrupt();
  const workspace = makeTemporaryWorkspace();
  writeFileSync(join(workspace, 'library.bib'), gunzipSync(readFileSync(LIBRARY)));
  return runServedSuite({ extension: ROOT, suite: SUITE, workspace, deadlineMs: DEADLINE_MS });
}

process.exitCode = await main();

// Finds a Python with torch and runs the mutants in it (`npm run test:mutants -- [ids] [--jobs N]`).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup/paths.mjs';
import { ensurePython } from './setup/python.mjs';

if (process.platform === 'win32') {
  console.error('The mutants run in forked processes, which Windows does not have.');
  process.exit(1);
}
const found = await ensurePython();
if (!found.ok) {
  console.error(`No mutant was run: ${found.reason}`);
  process.exit(1);
}
const script = join(ROOT, 'scripts', 'mutants', 'run.py');
const { status } = spawnSync(found.python, [script, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // One thread: a child born by fork has none of its parent's, and would wait for them.
  env: { ...process.env, OMP_NUM_THREADS: '1' },
});
process.exit(status ?? 1);

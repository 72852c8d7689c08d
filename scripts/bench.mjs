// Builds and runs the bench (`npm run bench`).
import { spawnSync } from 'node:child_process';

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('esbuild.mjs', '--production', '--tests');
run('out/bench/bench.cjs', ...process.argv.slice(2));

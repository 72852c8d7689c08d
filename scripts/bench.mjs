// Builds and runs the bench (`npm run bench`), or a part of it by its name (`npm run bench:libraries`, `bench:search`).
import { spawnSync } from 'node:child_process';

/** What runs without a name; the search is measured when it is worked on. */
const ALL = ['bench', 'libraries'];

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const [name, ...args] = process.argv.slice(2);
run('esbuild.mjs', '--production', '--tests');
for (const part of name === undefined ? ALL : [name]) run(`out/bench/${part}.cjs`, ...args);

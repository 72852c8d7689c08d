// Makes functions of the core, which is TypeScript, callable from a script: bundled in memory, run once.
import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { ROOT } from '../setup/paths.mjs';

/**
 * @param {Record<string, string>} names Per name that is wanted, its module below server/src/core.
 * @returns {Promise<Record<string, Function>>}
 */
export async function importCore(names) {
  const lines = Object.entries(names).map(
    ([name, path]) => `export { ${name} } from './server/src/core/${path}';`,
  );
  const { outputFiles } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', outputFiles[0].text);
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

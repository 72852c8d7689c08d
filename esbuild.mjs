// Builds what ships (dist/) and, on request, the tests (out/). Type checking is `tsc -b`, not here.
import { build, context } from 'esbuild';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cardFields } from './scripts/build/cardFields.mjs';
import { buildCorpus } from './scripts/build/corpus.mjs';
import { fewGlyphs } from './scripts/build/fewGlyphs.mjs';

const known = new Set(['--production', '--watch', '--tests']);
const flags = new Set(process.argv.slice(2));
for (const flag of flags) {
  if (!known.has(flag)) {
    console.error(`esbuild.mjs: unknown flag ${flag}; it takes ${[...known].join(', ')}.`);
    process.exit(2);
  }
}

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  define: {
    PAPERLENS_CARD_FIELDS: JSON.stringify(cardFields('corpus/papers.schema.json')),
    PAPERLENS_VERSION: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version),
  },
  sourcemap: flags.has('--production') ? false : 'linked',
  // Some dependencies ship both builds; the CommonJS (UMD) one breaks bundling of jsonrpc.
  mainFields: ['module', 'main'],
};

const bundles = [
  {
    ...shared,
    entryPoints: { client: 'client/src/extension.ts', server: 'server/src/main.ts' },
    outdir: 'dist',
    external: ['vscode'],
    minify: flags.has('--production'),
  },
  {
    ...shared,
    entryPoints: { maths: 'server/src/maths/drawer.ts' },
    plugins: [fewGlyphs],
    outdir: 'dist',
    minify: flags.has('--production'),
    // What it consists of comes with its licence, under this name.
    banner: { js: '/* Holds MathJax and its New CM font: see maths.LICENSE.txt. */' },
  },
  {
    ...shared,
    platform: 'browser',
    // What the oldest VS Code that is served shows its pages with.
    target: 'chrome122',
    format: 'iife',
    entryPoints: [
      { in: 'client/webview/map/main.ts', out: 'map' },
      { in: 'client/webview/map/map.css', out: 'map' },
    ],
    outdir: 'dist',
    minify: flags.has('--production'),
  },
];

function testBundles() {
  const specs = ['unit', 'protocol', 'contract', 'oracle'].flatMap((kind) =>
    readdirSync(join('test', kind), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join('test', kind, file)),
  );
  return [
    {
      ...shared,
      entryPoints: specs,
      outbase: 'test',
      outdir: 'out/specs',
      outExtension: { '.js': '.cjs' },
      sourcemap: 'inline',
      external: ['vscode', 'ajv', 'fast-check', 'yaml'],
    },
    {
      ...shared,
      entryPoints: {
        index: 'test/editor/suite/index.ts',
        measured: 'test/editor/measured/index.ts',
      },
      outdir: 'out/editor',
      sourcemap: 'inline',
      external: ['vscode', 'mocha'],
    },
    {
      ...shared,
      entryPoints: {
        bench: 'test/bench/main.ts',
        libraries: 'test/bench/libraries/main.ts',
        search: 'test/bench/search.ts',
      },
      outdir: 'out/bench',
      outExtension: { '.js': '.cjs' },
      external: ['vscode'],
    },
  ];
}

async function run() {
  if (flags.has('--tests')) {
    rmSync('out/specs', { recursive: true, force: true });
    bundles.push(...testBundles());
  }
  if (flags.has('--watch')) {
    for (const options of bundles)
      await (
        await context({ ...options, plugins: [...(options.plugins ?? []), announce] })
      ).watch();
    await buildCorpus('corpus', 'snippets', 'dist');
    return;
  }
  await Promise.all(bundles.map((options) => build(options)));
  cpSync('node_modules/@mathjax/src/LICENSE', 'dist/maths.LICENSE.txt');
  await buildCorpus('corpus', 'snippets', 'dist');
}

// The two lines that the problem matcher in .vscode/tasks.json waits for.
const announce = {
  name: 'announce',
  setup(plugin) {
    plugin.onStart(() => console.log('[watch] build started'));
    plugin.onEnd(() => console.log('[watch] build finished'));
  },
};

run().catch((error) => {
  console.error(error.message ?? error);
  process.exit(1);
});

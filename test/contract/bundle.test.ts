// What ships needs nothing but Node and VS Code: every other package is inside the bundles.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

/** The little that is needed of esbuild. */
interface Bundler {
  readonly buildSync: (options: object) => {
    readonly metafile: {
      readonly outputs: Readonly<
        Record<string, { readonly imports: readonly { path: string; external?: boolean }[] }>
      >;
    };
  };
}

// Required at run time: it is a program, which cannot be bundled into a test.
const { buildSync } = createRequire(resolve('package.json'))('esbuild') as Bundler;
const folder = mkdtempSync(join(tmpdir(), 'paperlens-bundle-'));
after(() => rmSync(folder, { recursive: true }));

/** What a bundle loads from outside, as a parser sees it: strings and comments do not count. */
function loadedBy(bundle: string): string[] {
  const { metafile } = buildSync({
    entryPoints: [bundle],
    bundle: true,
    platform: 'node',
    packages: 'external',
    metafile: true,
    write: false,
    outdir: folder,
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))].sort();
}

/** The bundle loads all that is `needed`, and nothing else but built-ins of Node. */
function check(bundle: string, needed: readonly string[]): void {
  const loaded = loadedBy(bundle);
  for (const name of needed) assert.ok(loaded.includes(name), `${name} is not loaded`);
  assert.deepEqual(
    loaded.filter((name) => !isBuiltin(name) && !needed.includes(name)),
    [],
  );
}

test('a package that is left outside would be seen', () => {
  const file = join(folder, 'sample.js');
  writeFileSync(
    file,
    `require("a"); import('b'); require('node:fs'); // require("c")\n"require('d')";`,
  );
  assert.deepEqual(loadedBy(file), ['a', 'b', 'node:fs']);
});

test('the client loads vscode and Node', () => check('dist/client.js', ['vscode']));

test('the server loads Node', () => check('dist/server.js', ['node:fs/promises']));

test('the page of the map loads nothing', () => check('dist/map.js', []));

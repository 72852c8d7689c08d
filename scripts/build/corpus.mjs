// Makes dist/corpus.json and its search index from corpus/ and snippets/; fails on any problem in them.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The loader and the index are TypeScript of the core: bundled in memory, run once. */
async function importCore() {
  const entry = `
    export { loadCorpus } from './server/src/core/corpus/corpus';
    export { buildSearchIndex } from './server/src/core/index/searchIndex';
    export { Catalog } from './server/src/core/works/catalog';`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

async function readFolder(folder, ending) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
}

export async function buildCorpus(corpusFolder, snippetsFolder, outFolder) {
  const { loadCorpus, buildSearchIndex, Catalog } = await importCore();
  const themesPath = join(corpusFolder, 'themes.yaml');
  const { value: corpus, problems } = loadCorpus({
    papers: await readFolder(join(corpusFolder, 'papers'), '.md'),
    methods: await readFolder(snippetsFolder, '.py'),
    themes: { path: themesPath, text: await readFile(themesPath, 'utf8') },
  });
  if (problems.length > 0) {
    throw new Error(
      problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'),
    );
  }
  await mkdir(outFolder, { recursive: true });
  await writeFile(join(outFolder, 'corpus.json'), JSON.stringify(corpus));
  await writeFile(
    join(outFolder, 'corpus-index.json'),
    JSON.stringify(buildSearchIndex(new Catalog([corpus]))),
  );
}

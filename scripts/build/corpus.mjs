// Makes dist/corpus.json and its search index from corpus/ and snippets/; fails on any problem in them.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCore } from './importCore.mjs';

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
  const { loadCorpus, buildSearchIndex, Catalog } = await importCore({
    loadCorpus: 'corpus/corpus',
    buildSearchIndex: 'index/searchIndex',
    Catalog: 'works/catalog',
  });
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

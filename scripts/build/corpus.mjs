// Makes dist/corpus.json, its search index and its map from corpus/ and snippets/; fails on any problem in them.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCore } from './importCore.mjs';
import { placeOnMap } from './map.mjs';

async function readFolder(folder, ending) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
}

/** The files of a corpus as `loadCorpus` takes them. */
export async function readCorpusFiles(corpusFolder, snippetsFolder) {
  const read = async (path) => ({ path, text: await readFile(path, 'utf8') });
  return {
    papers: await readFolder(join(corpusFolder, 'papers'), '.md'),
    methods: await readFolder(snippetsFolder, '.py'),
    themes: await read(join(corpusFolder, 'themes.yaml')),
    words: await read(join(corpusFolder, 'words.yaml')),
  };
}

export async function buildCorpus(corpusFolder, snippetsFolder, outFolder) {
  const { loadCorpus, buildSearchIndex, Catalog, PaperSimilarity } = await importCore({
    loadCorpus: 'corpus/loadCorpus',
    buildSearchIndex: 'index/searchIndex',
    Catalog: 'works/catalog',
    PaperSimilarity: 'index/similarity',
  });
  const { value: corpus, problems } = loadCorpus(
    await readCorpusFiles(corpusFolder, snippetsFolder),
  );
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
  const places = placeOnMap(
    corpus.papers.map(({ key }) => key),
    new PaperSimilarity(corpus.papers),
  );
  await writeFile(join(outFolder, 'corpus-map.json'), JSON.stringify(places));
}

// Writes corpus/words.yaml, the words of each abstract, from the page of papers; with --check it only compares.
// usage: node scripts/abstractWords.mjs FILE [--check]
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCorpusFiles } from './build/corpus.mjs';
import { importCore } from './build/importCore.mjs';
import { ROOT } from './setup/paths.mjs';

const USAGE = 'usage: node scripts/abstractWords.mjs FILE [--check]';
const WORDS = join('corpus', 'words.yaml');
const HEAD = `# Words of the abstracts, sorted, for the search; written by \`npm run words -- FILE\` from the page of papers.\n`;

async function main(args) {
  const [file, ...others] = args.filter((arg) => !arg.startsWith('-'));
  const flags = args.filter((arg) => arg.startsWith('-'));
  if (file === undefined || others.length > 0 || flags.some((flag) => flag !== '--check')) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const text = await write(file, await readFile(file, 'utf8'));
  const path = join(ROOT, WORDS);
  if (!flags.includes('--check')) return writeFile(path, text);
  const kept = existsSync(path) ? await readFile(path, 'utf8') : '';
  if (kept !== text) throw new Error(`${WORDS} is stale: run "npm run words -- ${file}".`);
}

async function write(file, page) {
  const core = await importCore({
    importPage: 'corpus/pageImport',
    loadCorpus: 'corpus/loadCorpus',
    fold: 'text/fold',
    contentWords: 'index/contentWords',
    writeAbstractWords: 'corpus/abstractWords',
  });
  const { value: records, problems } = core.importPage(file, page);
  const { value: corpus } = core.loadCorpus(
    await readCorpusFiles(join(ROOT, 'corpus'), join(ROOT, 'snippets')),
  );
  const abstracts = new Map(records.map(({ title, abstract }) => [core.fold(title), abstract]));
  const faults = problems.map(({ line, message }) => `${file}:${line}: ${message}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const papers = corpus.papers.flatMap(({ key, title, words }) => {
    const abstract = abstracts.get(core.fold(title));
    // A paper that is not on the page keeps the words that it has.
    const found = abstract === undefined ? words : core.contentWords(abstract);
    return found ? [[key, found]] : [];
  });
  return HEAD + core.writeAbstractWords(papers);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});

// Owns the reading of the project's own files. Tests run in the root of the project.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusFiles, SourceFile } from '../../server/src/core/corpus/corpus';
import { loadCorpus } from '../../server/src/core/corpus/loadCorpus';

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The files of a folder with this ending, in order of their names. */
export function readFolder(folder: string, ending: string): SourceFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names
    .sort()
    .map((name) => ({ path: join(folder, name), text: readText(join(folder, name)) }));
}

/** The shipped corpus as it stands in the source, not as it was built. */
export function corpusFiles(): CorpusFiles {
  return {
    papers: readFolder(join('corpus', 'papers'), '.md'),
    themes: { path: 'corpus/themes.yaml', text: readText(join('corpus', 'themes.yaml')) },
    words: { path: 'corpus/words.yaml', text: readText(join('corpus', 'words.yaml')) },
    methods: readFolder('snippets', '.py'),
  };
}

export function loadShipped() {
  return loadCorpus(corpusFiles());
}

// Owns the loading of papers: from what the build made of the shipped corpus, or from a folder of files.
import {
  EMPTY_CORPUS,
  readCorpus,
  type Corpus,
  type LoadedCorpus,
  type SourceFile,
} from '../core/corpus/corpus';
import type { Problem } from '../core/corpus/problem';
import { buildSearchIndex, SearchIndex, type SerializedIndex } from '../core/index/searchIndex';
import { Catalog } from '../core/works/catalog';
import type { Host } from './host';

/** One source of papers as it was last read, not checked against the others. */
export interface Source extends LoadedCorpus {
  readonly label: string;
  readonly search: SearchIndex;
  readonly problems: readonly Problem[];
}

export const BUNDLE_FILE = 'corpus.json';
export const INDEX_FILE = 'corpus-index.json';
const SHIPPED = 'Paperlens corpus';

/** The shipped corpus. If its file cannot be read, the source is empty and says why. */
export async function loadShippedCorpus(host: Host): Promise<Source> {
  const path = host.join(host.corpusFolder, BUNDLE_FILE);
  try {
    const corpus = asCorpus(JSON.parse(await host.files.readText(path)));
    return shipped(corpus, await shippedIndex(host, corpus), []);
  } catch (error) {
    const message = `The shipped corpus cannot be read, so none of its papers is known. Reinstall Paperlens. (${reason(error)})`;
    return shipped(EMPTY_CORPUS, searchOf(EMPTY_CORPUS), [{ file: path, line: 1, message }]);
  }
}

function shipped(corpus: Corpus, search: SearchIndex, problems: readonly Problem[]): Source {
  const hasThemes = corpus.themes.length > 0;
  return { label: SHIPPED, corpus, cards: [], modules: [], hasThemes, search, problems };
}

/** The index that the build made; where it cannot be read, one is built here: slower, but complete. */
async function shippedIndex(host: Host, corpus: Corpus): Promise<SearchIndex> {
  const path = host.join(host.corpusFolder, INDEX_FILE);
  // Parsed with the first search, so a broken file shows only then.
  const text = await host.files.readText(path).catch(() => '');
  return new SearchIndex(() => parseIndex(text) ?? buildSearchIndex(new Catalog([corpus])));
}

function parseIndex(text: string): SerializedIndex | undefined {
  try {
    return JSON.parse(text) as SerializedIndex;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function asCorpus(value: unknown): Corpus {
  const corpus = value as Partial<Corpus> | null;
  const isCorpus = [corpus?.papers, corpus?.themes, corpus?.methods].every(Array.isArray);
  if (!isCorpus) throw new Error('it holds no papers, themes and methods');
  return corpus as Corpus;
}

/**
 * A corpus of a person's own: `papers/*.md`, `themes.yaml`, `words.yaml` and `snippets/*.py` in a folder. Undefined
 * where there is no such folder; whatever cannot be read in it is told as a problem.
 */
export async function loadFolder(host: Host, folder: string): Promise<Source | undefined> {
  const problems: Problem[] = [];
  const attempt = async <T>(what: string, file: string, access: Promise<T>) => {
    try {
      return await access;
    } catch (error) {
      problems.push({ file, line: 1, message: `The ${what} cannot be read: ${reason(error)}` });
      return undefined;
    }
  };
  const list = (path: string) => attempt('folder', path, host.files.list(path));
  const read = async (path: string): Promise<SourceFile[]> => {
    const text = await attempt('file', path, host.files.readText(path));
    return text === undefined ? [] : [{ path, text }];
  };
  const readAll = async (subfolder: string, ending: string): Promise<SourceFile[]> => {
    const names = (await list(host.join(folder, subfolder))) ?? [];
    const wanted = names.filter((name) => name.endsWith(ending));
    const files = wanted.map((name) => read(host.join(folder, subfolder, name)));
    return (await Promise.all(files)).flat();
  };
  const names = await list(folder);
  if (!names && problems.length === 0) return undefined;
  const readIfThere = async (name: string) =>
    names?.includes(name) ? (await read(host.join(folder, name)))[0] : undefined;
  const [themes, words] = [await readIfThere('themes.yaml'), await readIfThere('words.yaml')];
  const [papers, methods] = [await readAll('papers', '.md'), await readAll('snippets', '.py')];
  const { value, problems: faults } = readCorpus({
    papers,
    methods,
    ...(themes ? { themes } : {}),
    ...(words ? { words } : {}),
  });
  return {
    ...value,
    label: folder,
    search: searchOf(value.corpus),
    problems: [...problems, ...faults],
  };
}

function searchOf(corpus: Corpus): SearchIndex {
  return new SearchIndex(() => buildSearchIndex(new Catalog([corpus])));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

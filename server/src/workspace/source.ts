// Owns the loading of papers: from what the build made of the shipped corpus, or from a folder of files.
import { EMPTY_CORPUS, loadCorpus, type Corpus, type SourceFile } from '../core/corpus/corpus';
import type { Problem } from '../core/corpus/problem';
import { buildSearchIndex, SearchIndex } from '../core/index/searchIndex';
import { Catalog } from '../core/works/catalog';
import type { Host } from './host';

/** One source of papers as it was last read. */
export interface Source {
  readonly label: string;
  readonly corpus: Corpus;
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
    return { label: SHIPPED, corpus, search: await shippedIndex(host, corpus), problems: [] };
  } catch (error) {
    const message = `The shipped corpus cannot be read, so none of its papers is known. Reinstall Paperlens. (${reason(error)})`;
    return {
      label: SHIPPED,
      corpus: EMPTY_CORPUS,
      search: searchOf(EMPTY_CORPUS),
      problems: [{ file: path, line: 1, message }],
    };
  }
}

/** The index that the build made; where it cannot be read, one is built here: slower, but complete. */
async function shippedIndex(host: Host, corpus: Corpus): Promise<SearchIndex> {
  const path = host.join(host.corpusFolder, INDEX_FILE);
  // Parsed with the first search, so a broken file shows only then.
  const text = await host.files.readText(path).catch(() => '');
  return new SearchIndex(() => parseIndex(text) ?? buildSearchIndex(new Catalog([corpus])));
}

function parseIndex(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
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
 * A corpus of a person's own: `papers/*.md`, `themes.yaml` and `snippets/*.py` in a folder. Undefined
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
  const hasThemes = names?.includes('themes.yaml') ?? false;
  const [themes] = hasThemes ? await read(host.join(folder, 'themes.yaml')) : [];
  const [papers, methods] = [await readAll('papers', '.md'), await readAll('snippets', '.py')];
  const loaded = loadCorpus({ papers, methods, ...(themes ? { themes } : {}) });
  return {
    label: folder,
    corpus: loaded.value,
    search: searchOf(loaded.value),
    problems: [...problems, ...loaded.problems],
  };
}

function searchOf(corpus: Corpus): SearchIndex {
  return new SearchIndex(() => buildSearchIndex(new Catalog([corpus])));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

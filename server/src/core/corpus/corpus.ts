// Owns a corpus as a whole: its papers, themes and methods, read from its files.
import { parseAbstractWords } from './abstractWords';
import { parseMethod, type Method } from './method';
import type { Paper } from './paper';
import { parsePaper } from './paperFile';
import type { Parsed, Problem } from './problem';
import { parseThemes, type Theme } from './themes';

export interface Corpus {
  readonly papers: readonly Paper[];
  readonly themes: readonly Theme[];
  readonly methods: readonly Method[];
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a corpus folder. `themes` may be absent: then papers stand in no tree. So may `words`. */
export interface CorpusFiles {
  readonly papers: readonly SourceFile[];
  readonly themes?: SourceFile;
  readonly words?: SourceFile;
  readonly methods: readonly SourceFile[];
}

export const EMPTY_CORPUS: Corpus = { papers: [], themes: [], methods: [] };

/** A file and what it holds. */
export interface LoadedFile<T> {
  readonly file: SourceFile;
  readonly record: T;
}

/** A corpus and the files that it was read from, not yet checked against one another. One that ships has none. */
export interface LoadedCorpus {
  readonly corpus: Corpus;
  /** Also those that are left out because an earlier one has their key. */
  readonly cards: readonly LoadedFile<Paper>[];
  readonly modules: readonly LoadedFile<Method>[];
  readonly hasThemes: boolean;
}

/**
 * Reads the files of a corpus, each by itself. Whatever can be read is in the value; the rest is in the problems.
 * Of two records with one key the first stands. Never throws.
 */
export function readCorpus(files: CorpusFiles): Parsed<LoadedCorpus> {
  const problems: Problem[] = [];
  const keep = <T>(parsed: Parsed<T>): T => {
    problems.push(...parsed.problems);
    return parsed.value;
  };
  const loaded = <T>(file: SourceFile, record: T | undefined): LoadedFile<T>[] =>
    record === undefined ? [] : [{ file, record }];
  const themes = files.themes ? keep(parseThemes(files.themes.path, files.themes.text)) : [];
  const cards = files.papers.flatMap((file) =>
    loaded(file, keep(parsePaper(file.path, file.text))),
  );
  const papers = new Map<string, Paper>();
  for (const { record } of cards) if (!papers.has(record.key)) papers.set(record.key, record);
  if (files.words) problems.push(...addWords(papers, files.words));
  const modules = files.methods.flatMap((file) =>
    loaded(file, keep(parseMethod(file.path, file.text))),
  );
  const methods = new Map<string, Method>();
  for (const { record } of modules) if (!methods.has(record.id)) methods.set(record.id, record);
  const corpus = { papers: [...papers.values()], themes, methods: [...methods.values()] };
  return { value: { corpus, cards, modules, hasThemes: files.themes !== undefined }, problems };
}

/** Gives each paper the words of its abstract; words for nobody are told. */
function addWords(papers: Map<string, Paper>, { path, text }: SourceFile): readonly Problem[] {
  const { value, problems } = parseAbstractWords(path, text);
  const lost = value.flatMap(({ key, words, line }): Problem[] => {
    const paper = papers.get(key);
    if (paper) papers.set(key, { ...paper, words });
    return paper ? [] : [{ file: path, line, message: `"${key}" is the key of no paper here.` }];
  });
  return [...problems, ...lost];
}

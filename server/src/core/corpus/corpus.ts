// Owns a corpus as a whole: its papers, themes and methods, and the checks that need more than one file.
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

/** The files of a corpus folder. `themes` may be absent: then papers stand in no tree. */
export interface CorpusFiles {
  readonly papers: readonly SourceFile[];
  readonly themes?: SourceFile;
  readonly methods: readonly SourceFile[];
}

export const EMPTY_CORPUS: Corpus = { papers: [], themes: [], methods: [] };

/** Reads a corpus. Whatever can be read is in the value; the rest is in the problems. Never throws. */
export function loadCorpus(files: CorpusFiles): Parsed<Corpus> {
  const problems: Problem[] = [];
  const keep = <T>(parsed: Parsed<T>): T => {
    problems.push(...parsed.problems);
    return parsed.value;
  };
  const themes = files.themes ? keep(parseThemes(files.themes.path, files.themes.text)) : [];
  const subthemes = new Set(themes.flatMap((theme) => theme.children.map((child) => child.id)));
  const papers = new Map<string, Paper>();
  for (const file of files.papers) {
    const paper = keep(parsePaper(file.path, file.text));
    if (!paper) continue;
    const tell = (message: string) =>
      problems.push({ file: file.path, line: lineOfField(file.text, message), message });
    for (const theme of paper.themes)
      if (files.themes && !subthemes.has(theme)) tell(`themes: "${theme}" is not a subtheme.`);
    if (papers.has(paper.key))
      tell(`key: "${paper.key}" is already the key of another paper; this one is left out.`);
    else papers.set(paper.key, paper);
  }
  const methods = new Map<string, Method>();
  for (const file of files.methods) {
    const method = keep(parseMethod(file.path, file.text));
    if (!method) continue;
    const tell = (message: string) =>
      problems.push({ file: file.path, line: lineOfField(file.text, message), message });
    if (!papers.has(method.paper)) tell(`paper: "${method.paper}" is the key of no paper here.`);
    if (methods.has(method.id))
      tell(`id: "${method.id}" is already the id of another method; this one is left out.`);
    else methods.set(method.id, method);
  }
  return {
    value: { papers: [...papers.values()], themes, methods: [...methods.values()] },
    problems,
  };
}

/** One-based line of the field that a message begins with, 1 if it is not found. */
function lineOfField(text: string, message: string): number {
  const field = message.slice(0, message.indexOf(':') + 1);
  const line = text
    .split(/\r?\n/)
    .findIndex((candidate) => candidate.replace(/^# /, '').startsWith(field));
  return line < 0 ? 1 : line + 1;
}

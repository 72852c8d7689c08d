// Owns the loading of a corpus that stands alone, with the checks that need more than one file.
import { readCorpus, type Corpus, type CorpusFiles } from './corpus';
import { checkCard, checkMethod } from './crossChecks';
import type { Parsed } from './problem';
import { Register } from './register';

/** Reads a corpus. Whatever can be read is in the value; the rest is in the problems. Never throws. */
export function loadCorpus(files: CorpusFiles): Parsed<Corpus> {
  const { value, problems } = readCorpus(files);
  const register = new Register([value]);
  const found = [
    ...value.cards.map((card) => checkCard(card, register)),
    ...value.modules.map((module) => checkMethod(module, register)),
  ];
  return { value: value.corpus, problems: [...problems, ...found.flatMap((one) => one.problems)] };
}

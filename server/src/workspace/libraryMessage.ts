// Owns the sentences that tell why a library that was named is not read.
import type { LibraryProblem } from '../core/library/scope';

const MESSAGES: Readonly<Record<LibraryProblem, string>> = {
  missing: 'There is no such file.',
  noMatch: 'No file matches.',
  unknownVariable: 'A variable in it is not known or has no value.',
  tooComplex: 'The pattern is too complex.',
  notTrusted: 'It lies outside of this workspace, which is not trusted, so it is not read.',
  remote:
    'It is an address. Paperlens fetches nothing from the network: keep a copy beside the note.',
  computed: 'It is computed by code, which is not run.',
};

export function libraryMessage(problem: LibraryProblem): string {
  return MESSAGES[problem];
}

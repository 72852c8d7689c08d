// Which bibliographies the profiles of a Quarto project name, and which profiles are active.
import { test } from 'node:test';
import { check, NOTE } from './drawnDisk';

const DISK = `
  === ${NOTE} ===
  === w/_quarto-draft.yml ===
  bibliography: draft.bib
  === w/_quarto-final.yaml ===
  bibliography: final.bib
  === w/all.bib ===
  === w/draft.bib ===
  === w/final.bib ===
`;

const CASES: readonly (readonly [what: string, project: string, named: readonly string[], expected: readonly string[]])[] =
  [
    ['none is active', 'bibliography: all.bib', [], ['project /w/all.bib']],
    ['the usual one', 'bibliography: all.bib\nprofile:\n  default: draft', [], ['project /w/draft.bib']],
    ['one that the environment names instead', 'bibliography: all.bib\nprofile:\n  default: draft', ['final'], ['project /w/final.bib']],
    ['the first of a group', 'bibliography: all.bib\nprofile:\n  group: [final, draft]', [], ['project /w/final.bib']],
    ['another of the group', 'bibliography: all.bib\nprofile:\n  group:\n    - [final, draft]\n    - [none]', ['draft'], ['project /w/draft.bib']],
    ['of two, the first has its way', 'bibliography: all.bib', ['draft', 'final'], ['project /w/draft.bib']],
    ['lists add up', 'bibliography: [all.bib]', ['draft'], ['project /w/draft.bib', 'project /w/all.bib']],
    ['one without a file changes nothing', 'bibliography: all.bib', ['other'], ['project /w/all.bib']],
    ['what is no profile at all', 'bibliography: all.bib\nprofile: [[', [], ['project /w/all.bib']],
  ]; // prettier-ignore

for (const [what, project, profiles, expected] of CASES)
  test(what, () => {
    const lines = project.split('\n').map((line) => `  ${line}`);
    check(`${DISK}\n  === w/_quarto.yml ===\n${lines.join('\n')}\n`, expected, { profiles });
  });

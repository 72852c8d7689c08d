// Owns the form of a rule for the shipped cards: every card keeps it, and a card that breaks it is caught.
import assert from 'node:assert/strict';
import type { Paper } from '../../server/src/core/corpus/paper';
import { loadShipped } from './repository';

export const { value: corpus, problems } = loadShipped();

/** What is wrong with a card, among all cards. */
export type Rule = (paper: Paper, papers: readonly Paper[]) => readonly string[];

/** Changes, each of which makes a sound card break the rule. */
export type Breaks = readonly [Partial<Paper>, ...Partial<Paper>[]];

/** The card that is broken: the first, so the fields that `breaks` leaves alone are its own. */
export const [SOUND, ...OTHERS] = corpus.papers as readonly [Paper, ...Paper[]];

export function everyCardKeeps(rule: Rule, breaks: Breaks): void {
  const { papers } = corpus;
  assert.deepEqual(
    papers.flatMap((paper) => rule(paper, papers).map((fault) => `${paper.key}: ${fault}`)),
    [],
  );
  for (const change of breaks) {
    const broken = { ...SOUND, ...change };
    const faults = rule(broken, [broken, ...OTHERS]);
    assert.ok(faults.length > 0, `Not caught: ${JSON.stringify(change)}`);
  }
}

export function wordCount(text: string): number {
  return text.split(/\s+/).length;
}

/** The points of all three sections. */
export function pointsOf({ problem, approach, findings }: Paper): readonly string[] {
  return [...problem, ...approach, ...findings];
}

/** Closes a sentence that says more than the abstract: it comes from the fact sheets. */
export const FROM_METHOD = "(from the paper's method, not its abstract)";

// Owns what a paper of a corpus is. Reading it from a file is paperFile.ts.

export interface Author {
  readonly given?: string;
  /** For a group author, the group's name. */
  readonly family: string;
}

/**
 * When a name is taken for the paper: in any letter case, only in its exact case, or only in exact
 * case and with a cue near it (for names that are also words or other acronyms).
 */
export type Recognition = 'always' | 'exact' | 'evidence';

export interface PaperName {
  readonly name: string;
  readonly when: Recognition;
  /** Words or phrases that, in the same sentence, show that this paper is meant. */
  readonly cues: readonly string[];
}

export interface Related {
  readonly key: string;
  readonly why: string;
}

export type PaperKind = 'article' | 'inproceedings' | 'preprint';

export interface Paper {
  readonly key: string;
  readonly title: string;
  /** Other titles under which the same paper appeared. */
  readonly titles: readonly string[];
  readonly authors: readonly Author[];
  readonly year: number;
  readonly kind: PaperKind;
  readonly arxiv?: string;
  readonly category?: string;
  readonly venue?: string;
  readonly doi?: string;
  readonly code?: string;
  /** Names of the fields above that no public record has confirmed. */
  readonly unconfirmed: readonly string[];
  readonly note?: string;
  readonly names: readonly PaperName[];
  /** Ids of subthemes, the main one first. */
  readonly themes: readonly string[];
  readonly terms: readonly string[];
  readonly related: readonly Related[];
  readonly summary: string;
  readonly problem: readonly string[];
  readonly approach: readonly string[];
  readonly findings: readonly string[];
  readonly useItWhen?: string;
  /** Words of the abstract, for the search only (abstractWords.ts). */
  readonly words?: readonly string[];
}

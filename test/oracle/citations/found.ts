// Owns what is compared: the citations of a note, as pandoc finds them and as we do.
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { citationsOfPandoc, type FoundCitation } from './pandocCitations';
import type { Pandoc } from '../pandoc';

export interface Comparison {
  readonly pandoc: string;
  readonly ours: string;
}

/**
 * Sorted, for footnotes and captions stand elsewhere in pandoc's document. A citation in the text is written
 * `@key`, one in brackets `[@key]` or `[-@key]`; that a hyphen in the text suppresses, too, only Pandoc 3 knows.
 */
export async function compare(pandoc: Pandoc, note: string, reader?: string): Promise<Comparison> {
  return {
    pandoc: written(citationsOfPandoc(await pandoc.read(note, reader))),
    ours: written(ourCitations(note)),
  };
}

function ourCitations(note: string): FoundCitation[] {
  return parseMarkdown(note).blocks.flatMap(({ facts }) => {
    const clustered = new Set(facts.clusters.flatMap((one) => one.citations.map(({ end }) => end)));
    return facts.citations.map(({ key, end, suppressesAuthor }): FoundCitation => {
      if (!clustered.has(end)) return { key, mode: 'AuthorInText' };
      return { key, mode: suppressesAuthor ? 'SuppressAuthor' : 'NormalCitation' };
    });
  });
}

const SIGNS = {
  AuthorInText: (key: string) => `@${key}`,
  NormalCitation: (key: string) => `[@${key}]`,
  SuppressAuthor: (key: string) => `[-@${key}]`,
};

function written(citations: readonly FoundCitation[]): string {
  return citations
    .map(({ key, mode }) => SIGNS[mode](key))
    .sort()
    .join(' ');
}

// Owns where a workspace's own corpus is, and what each file in it holds.

/** Folder of a workspace that may hold a corpus of the person's own. */
export const OWN_CORPUS = '.paperlens';

export type CorpusFileKind = 'card' | 'snippet' | 'themes';

const FILE = /\/\.paperlens\/(?:(papers\/[^/]+\.md)|(snippets\/[^/]+\.py)|themes\.yaml)$/;

/** What the file at this address is to its corpus, undefined if it is in none. */
export function corpusFileKind(uri: string): CorpusFileKind | undefined {
  const found = FILE.exec(uri);
  if (!found) return undefined;
  const [, card, snippet] = found;
  return card ? 'card' : snippet ? 'snippet' : 'themes';
}

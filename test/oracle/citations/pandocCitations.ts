// Owns which citations a document of pandoc holds, in the order in which they stand in it.

export type Mode = 'AuthorInText' | 'NormalCitation' | 'SuppressAuthor';

export interface FoundCitation {
  readonly key: string;
  readonly mode: Mode;
}

interface PandocCitation {
  readonly citationId: string;
  readonly citationMode: { readonly t: Mode };
  readonly citationPrefix: unknown;
  readonly citationSuffix: unknown;
}

/** Of the front matter, what is read as prose: how a key is written there says nothing. */
const FIELDS = ['nocite', 'abstract'];

export function citationsOfPandoc(document: unknown): FoundCitation[] {
  const found: FoundCitation[] = [];
  if (!isRecord(document)) return found;
  const { meta } = document;
  if (isRecord(meta)) for (const field of FIELDS) collect(meta[field], found);
  const inFrontMatter = found.map(({ key }): FoundCitation => ({ key, mode: 'AuthorInText' }));
  const inBlocks: FoundCitation[] = [];
  collect(document.blocks, inBlocks);
  return [...inFrontMatter, ...inBlocks];
}

function collect(node: unknown, found: FoundCitation[]): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, found);
  } else if (isRecord(node)) {
    if (isCite(node)) collectCluster(node.c[0], found);
    else collect(node.c, found);
  }
}

function collectCluster(citations: readonly PandocCitation[], found: FoundCitation[]): void {
  for (const citation of citations) {
    collect(citation.citationPrefix, found);
    found.push({ key: citation.citationId, mode: citation.citationMode.t });
    collect(citation.citationSuffix, found);
  }
}

interface Cite {
  readonly c: readonly [readonly PandocCitation[], unknown];
}

function isCite(node: object): node is Cite {
  return 't' in node && node.t === 'Cite';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

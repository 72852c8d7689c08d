// Owns the card of a method as Markdown: what it initialises, why and when, how faithful the code is, and its paper.
import type { Method } from '../corpus/method';
import type { Catalog } from '../works/catalog';
import { code, escapeMarkdown } from './escape';
import { asPictures, asText, prose, type DrawFormula } from './maths';
import { paperLine } from './paperCard';
import { asSentence } from './sentence';

export interface MethodCardOptions {
  /** Closes with a line on the paper; leave out where the paper's own card follows. */
  readonly withPaper: boolean;
  /** Draws formulas, which are plain text without it. */
  readonly draw?: DrawFormula | undefined;
}

export function methodCard(
  method: Method,
  catalog: Catalog,
  { withPaper, draw }: MethodCardOptions = { withPaper: true },
): string {
  const show = draw ? asPictures(draw) : asText;
  const source = withPaper ? sourceOf(method, catalog) : '';
  const lines = [
    `**${escapeMarkdown(method.name)}** initialises ${prose(method.initialises, show)}.`,
    prose(asSentence(method.why), show),
    `*When:* ${prose(asSentence(method.when), show)}`,
    `*Fidelity:* ${method.fidelity}. ${prose(asSentence(method.differs), show)}`,
    source,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

/** A method in one line, for lists of several. */
export function methodLine(method: Method, catalog: Catalog): string {
  const name = `**${escapeMarkdown(method.name)}** (${escapeMarkdown(method.initialises)})`;
  const source = sourceOf(method, catalog);
  return source === '' ? name : `${name}: ${source}`;
}

function sourceOf(method: Method, catalog: Catalog): string {
  const paper = catalog.paper(method.paper);
  return paper ? `${paperLine(paper)} · ${code(`@${paper.key}`)}` : '';
}

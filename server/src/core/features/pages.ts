// Owns the pages of papers and themes, by the path that links between them have.
import { paperCard } from '../render/paperCard';
import { themePage } from '../render/themePage';
import type { Snapshot } from '../snapshot';

/** The Markdown of `/papers/<key>.md` or `/themes/<id>.md`; undefined where there is no such paper or theme. */
export function pageAt({ catalog }: Snapshot, path: string): string | undefined {
  const [, kind, name = ''] = /^\/(papers|themes)\/(.+)\.md$/.exec(path) ?? [];
  if (kind === 'papers') {
    const paper = catalog.paper(name);
    return paper && paperCard(paper, catalog, { actions: false, length: 'full' });
  }
  const themes = catalog.themes.flatMap(({ children }) => children);
  const theme = themes.find(({ id }) => kind === 'themes' && id === name);
  return theme && themePage(theme, catalog);
}

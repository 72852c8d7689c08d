// Owns what is proposed in the themes of a corpus.
import { THEME_FIELDS } from '../../corpus/themes';
import type { YamlPlace } from '../../corpus/yamlPlace';
import { proposal, type Proposal } from './proposal';

const THEME = '- id: $1\n  label: $2\n  about: $3';

/** A theme where there is none yet; in a theme or the beginning of one, its fields. */
export function themeProposals({ path, isField, siblings }: YamlPlace): Proposal[] {
  if (path.length === 0) return [proposal('theme', 'id, label and about', THEME)];
  const isItem = typeof path[path.length - 1] === 'number';
  if (!isItem) return [];
  return (
    Object.entries(THEME_FIELDS)
      .filter(([name]) => !isField || !siblings.includes(name))
      // The children of a subtheme would be in no tree.
      .filter(([name]) => name !== 'children' || path.length === 1)
      .map(([name, meaning]) =>
        proposal(name, meaning, name === 'children' ? 'children:\n  - ' : `${name}: `),
      )
  );
}

// Owns how the authors of a paper are named in short.
import type { Paper } from '../corpus/paper';

/** `Mishkin & Matas`, `Nguyen, Seo & Oh`, `Xu et al.` from four authors on. */
export function shortAuthors(paper: Pick<Paper, 'authors'>): string {
  const families = paper.authors.map((author) => author.family);
  if (families.length > 3) return `${families[0] ?? ''} et al.`;
  const last = families[families.length - 1] ?? '';
  return families.length < 2 ? last : `${families.slice(0, -1).join(', ')} & ${last}`;
}

/** All authors with given names, at most `limit`, then `et al.`. */
export function fullAuthors(paper: Pick<Paper, 'authors'>, limit = 8): string {
  const names = paper.authors.map((author) =>
    author.given ? `${author.given} ${author.family}` : author.family,
  );
  return names.length > limit ? `${names.slice(0, limit).join(', ')} et al.` : names.join(', ');
}

/** A title without TeX: `$μ$-Transfer` → `μ-Transfer`. */
export function plainTitle(title: string): string {
  return title.replace(/\$([^$]*)\$/g, '$1');
}

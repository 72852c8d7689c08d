// Owns what all views show: the papers, their themes with colour and shape, and which of them are wanted.
import type { MapRow } from '../../src/map/mapMessages';

/** Colours and shapes that map.css and symbols.ts have. Their numbers share no factor, so that pairs of both last long. */
export const TONES = 7;
export const SHAPES = 5;

export interface Theme {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  /** 0 to TONES - 1; undefined for the papers without a theme. */
  readonly tone: number | undefined;
  /** 0 to SHAPES - 1. */
  readonly shape: number;
}

/** What a person asked for. */
export interface Wish {
  /** Ids of themes; empty for all. */
  readonly themes: readonly string[];
  /** Words that a paper must hold to stand out. */
  readonly query: string;
}

export interface Field {
  readonly rows: readonly MapRow[];
  readonly themes: readonly Theme[];
  readonly themeOf: (row: MapRow) => Theme;
  /** Whether its theme is among those wanted. */
  readonly isShown: (row: MapRow) => boolean;
  /** Whether it holds the words; all do while there are none. */
  readonly isMatch: (row: MapRow) => boolean;
  readonly hasQuery: boolean;
}

const NO_THEME: Theme = { id: '', label: 'Without a theme', count: 0, tone: undefined, shape: 0 };

export function fieldOf(rows: readonly MapRow[], { themes: wanted, query }: Wish): Field {
  const themes = themesOf(rows);
  const byId = new Map(themes.map((theme) => [theme.id, theme]));
  // A theme that is gone must not leave the map empty.
  const ids = new Set(wanted.filter((id) => byId.has(id)));
  const words = wordsOf(query);
  const matches = new Set(rows.filter((row) => holds(row, words)));
  return {
    rows,
    themes,
    themeOf: (row) => byId.get(row.theme) ?? NO_THEME,
    isShown: (row) => ids.size === 0 || ids.has(row.theme),
    isMatch: (row) => matches.has(row),
    hasQuery: words.length > 0,
  };
}

/** The largest first, so that the most distinct colours go to those that are seen most. */
function themesOf(rows: readonly MapRow[]): Theme[] {
  const counts = new Map<string, { label: string; count: number }>();
  for (const { theme, themeLabel } of rows) {
    const known = counts.get(theme);
    if (known) known.count++;
    else counts.set(theme, { label: themeLabel, count: 1 });
  }
  const named = [...counts]
    .filter(([id]) => id !== '')
    .sort(([, a], [, b]) => b.count - a.count || a.label.localeCompare(b.label))
    .map(([id, { label, count }], i) => ({ id, label, count, tone: i % TONES, shape: i % SHAPES }));
  const without = counts.get('')?.count;
  return without === undefined ? named : [...named, { ...NO_THEME, count: without }];
}

/** Lower case without accents, cut at white space. */
function wordsOf(text: string): string[] {
  return fold(text).split(/\s+/).filter(Boolean);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function holds(row: MapRow, words: readonly string[]): boolean {
  const { key, title, label, authors, year, summary, themeLabel } = row;
  const text = fold([key, title, label, authors, year, summary, themeLabel].join('\n'));
  return words.every((word) => text.includes(word));
}

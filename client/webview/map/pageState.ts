// Owns what a person set on the page, and how it is read back after the page was hidden or VS Code restarted.
import { COLUMNS, type Sort } from './sorting';
import type { Wish } from './field';

export const VIEWS = ['map', 'timeline', 'table'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Factor and shift of the zoomed map. */
export interface Zoom {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface PageState extends Wish {
  readonly view: ViewName;
  readonly zoom: Zoom;
  readonly sort: Sort;
  /** The paper that the keyboard is on. */
  readonly key: string | undefined;
}

export const INITIAL_STATE: PageState = {
  view: 'map',
  themes: [],
  query: '',
  zoom: { k: 1, x: 0, y: 0 },
  sort: { column: 'year', isDescending: true },
  key: undefined,
};

/** What was stored, perhaps by another version: whatever does not fit is as at first. */
export function readState(stored: unknown): PageState {
  const saved = asRecord(stored);
  const { k, x, y } = asRecord(saved.zoom);
  const { column, isDescending } = asRecord(saved.sort);
  const initial = INITIAL_STATE;
  return {
    view: VIEWS.find((view) => view === saved.view) ?? initial.view,
    themes: Array.isArray(saved.themes) ? saved.themes.filter(isText) : initial.themes,
    query: isText(saved.query) ? saved.query : initial.query,
    zoom: isFinite(k) && isFinite(x) && isFinite(y) && k >= 1 ? { k, x, y } : initial.zoom,
    sort: {
      column: COLUMNS.find((one) => one === column) ?? initial.sort.column,
      isDescending: typeof isDescending === 'boolean' ? isDescending : initial.sort.isDescending,
    },
    key: isText(saved.key) ? saved.key : undefined,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

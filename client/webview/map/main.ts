// Owns the start of the map's page: its state, its views, and what it says to the extension.
import type { MapRow, PageMessage, PaperAction, RowsMessage } from '../../src/map/mapMessages';
import { find } from './elements';
import { fieldOf } from './field';
import { Legend } from './legend';
import { MapView } from './mapView';
import { readState, VIEWS, type PageState, type ViewName } from './pageState';
import { TableView } from './tableView';
import { Tabs } from './tabs';
import { TimelineView } from './timelineView';

/** What VS Code gives to a page, once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

class Page {
  readonly #vsCode = acquireVsCodeApi();
  readonly #query = find('query', HTMLInputElement);
  readonly #status = find('status', HTMLOutputElement);
  readonly #tabs: Tabs;
  readonly #legend = new Legend((themes) => this.#change({ themes }));
  readonly #map: MapView;
  readonly #timeline: TimelineView;
  readonly #table: TableView;
  #state = readState(this.#vsCode.getState());
  #rows: readonly MapRow[] | undefined;

  constructor() {
    const act = (type: PaperAction, key: string) => this.#vsCode.postMessage({ type, key });
    const events = {
      act,
      onMove: (key: string) => this.#remember({ key }),
      onLeave: () => this.#tabs.focus(),
    };
    this.#tabs = new Tabs(VIEWS, (view) => this.#change({ view }));
    this.#map = new MapView(events, this.#state.zoom, (zoom) => this.#remember({ zoom }));
    this.#timeline = new TimelineView(events);
    this.#table = new TableView(act, (sort) => this.#change({ sort }));
    this.#query.value = this.#state.query;
    this.#query.addEventListener('input', () => this.#change({ query: this.#query.value }));
    this.#query.addEventListener('keydown', ({ key }) => key === 'Enter' && this.#goToMatch());
    window.addEventListener('message', ({ data }: MessageEvent<RowsMessage>) => {
      this.#rows = data.rows;
      this.#draw();
    });
    new ResizeObserver(() => this.#draw()).observe(find('views', HTMLElement));
    this.#draw();
    this.#vsCode.postMessage({ type: 'ready' });
  }

  #change(change: Partial<PageState>): void {
    this.#remember(change);
    this.#draw();
  }

  #remember(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#vsCode.setState(this.#state);
  }

  #draw(): void {
    const { view, themes, key, sort } = this.#state;
    this.#tabs.select(view);
    document.body.dataset.view = view;
    const rows = this.#rows;
    const field = fieldOf(rows ?? [], this.#state);
    this.#legend.draw(field.themes, themes);
    const draw: Readonly<Record<ViewName, () => void>> = {
      map: () => this.#map.draw(field, key),
      timeline: () => this.#timeline.draw(field, key),
      table: () => this.#table.draw(field, sort),
    };
    draw[view]();
    this.#tell(rows && field);
  }

  /** Says how many papers there are to see; a screen reader reads it out when it changes. */
  #tell(field: ReturnType<typeof fieldOf> | undefined): void {
    this.#status.value = field ? statusOf(field) : 'The papers are being loaded.';
  }

  /** From the search to the first paper that it found. */
  #goToMatch(): void {
    const field = fieldOf(this.#rows ?? [], this.#state);
    const match = field.rows.find((row) => field.isShown(row) && field.isMatch(row));
    if (!match || this.#state.view === 'table') return;
    (this.#state.view === 'map' ? this.#map : this.#timeline).focus(match.key);
  }
}

function statusOf({ rows, isShown, isMatch, hasQuery }: ReturnType<typeof fieldOf>): string {
  if (rows.length === 0) return 'No papers are loaded.';
  const shown = rows.filter(isShown);
  const papers =
    shown.length === rows.length
      ? `${rows.length} papers`
      : `${shown.length} of ${rows.length} papers`;
  return hasQuery ? `${shown.filter(isMatch).length} found in ${papers}` : papers;
}

new Page();

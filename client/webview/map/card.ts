// Owns the card of a paper beside its point: what it says, its buttons, and when it comes and goes.
import type { MapRow, PaperAction } from '../../src/map/mapMessages';
import { make, makeButton } from './elements';
import type { Theme } from './field';
import { placeBeside, type Point } from './geometry';
import { makeSwatch } from './symbols';

/** Long enough to move the pointer from a point to its card. */
const LEAVE_MILLISECONDS = 250;
const GAP = 16;

const ACTIONS: readonly (readonly [PaperAction, label: string, key: string])[] = [
  ['open', 'Open', 'Enter'],
  ['cite', 'Cite', 'C'],
  ['reveal', 'Show in Tree', 'T'],
];

export class Card {
  readonly element = make('div', 'card');
  readonly #act: (action: PaperAction, key: string) => void;
  #key: string | undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  /** `onLeave` is called when the pointer has left the card and did not come back. */
  constructor(act: (action: PaperAction, key: string) => void, onLeave: () => void) {
    this.#act = act;
    this.element.hidden = true;
    this.element.setAttribute('role', 'group');
    this.element.addEventListener('pointerenter', () => this.stay());
    this.element.addEventListener('pointerleave', () => this.leave(onLeave));
  }

  /** The paper that is shown. */
  get key(): string | undefined {
    return this.#key;
  }

  /** Opens beside `at`, so that it hides as few of the points to be seen as can be. */
  show(row: MapRow, theme: Theme, at: Point, toBeSeen: readonly Point[]): void {
    this.stay();
    if (this.#key !== row.key) {
      this.#key = row.key;
      this.element.setAttribute('aria-label', row.title);
      this.element.replaceChildren(...this.#content(row, theme));
    }
    this.element.hidden = false;
    const room = this.element.parentElement;
    if (!room) return;
    const size = { width: this.element.offsetWidth, height: this.element.offsetHeight };
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = room;
    const seen = ({ x, y }: Point) => ({ x: x - scrollLeft, y: y - scrollTop });
    const { x, y } = placeBeside(
      seen(at),
      size,
      GAP,
      { width: clientWidth, height: clientHeight },
      toBeSeen.map(seen),
    );
    this.element.style.left = `${x + scrollLeft}px`;
    this.element.style.top = `${y + scrollTop}px`;
  }

  hide(): void {
    this.stay();
    this.#key = undefined;
    this.element.hidden = true;
  }

  /** The pointer has left: unless it comes back soon, `then`. */
  leave(then: () => void): void {
    this.stay();
    this.#leaving = setTimeout(then, LEAVE_MILLISECONDS);
  }

  stay(): void {
    clearTimeout(this.#leaving);
  }

  #content(row: MapRow, theme: Theme): Node[] {
    const uses =
      row.uses === 1 ? 'cited once in your notes' : `cited ${row.uses} times in your notes`;
    const buttons = ACTIONS.map(([action, label, key]) => {
      const button = makeButton('', label, () => this.#act(action, row.key));
      const hint = make('kbd', '', key);
      hint.ariaHidden = 'true';
      button.append(hint);
      button.setAttribute('aria-keyshortcuts', key);
      return button;
    });
    return [
      make('h2', '', row.title),
      make('p', 'byline', `${row.authors} · ${row.year}${row.uses > 0 ? ` · ${uses}` : ''}`),
      make('p', 'summary', row.summary),
      make('p', 'theme', makeSwatch(theme), theme.label),
      make('div', 'actions', ...buttons),
    ];
  }
}

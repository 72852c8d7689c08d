// Owns the tabs: one of the views is seen, the arrow keys go from one tab to the next.
import { find } from './elements';
import type { ViewName } from './pageState';

export class Tabs {
  readonly #names: readonly ViewName[];
  readonly #onSelect: (name: ViewName) => void;
  #selected: ViewName | undefined;

  constructor(names: readonly ViewName[], onSelect: (name: ViewName) => void) {
    this.#names = names;
    this.#onSelect = onSelect;
    for (const name of names) {
      const tab = this.#tab(name);
      tab.addEventListener('click', () => onSelect(name));
      tab.addEventListener('keydown', (event) => this.#onKey(event, name));
    }
  }

  select(selected: ViewName): void {
    this.#selected = selected;
    for (const name of this.#names) {
      const isSelected = name === selected;
      const tab = this.#tab(name);
      tab.setAttribute('aria-selected', String(isSelected));
      tab.tabIndex = isSelected ? 0 : -1;
      find(`panel-${name}`, HTMLElement).hidden = !isSelected;
    }
  }

  focus(): void {
    if (this.#selected) this.#tab(this.#selected).focus();
  }

  #tab(name: ViewName): HTMLButtonElement {
    return find(`tab-${name}`, HTMLButtonElement);
  }

  #onKey({ key }: KeyboardEvent, name: ViewName): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const count = this.#names.length;
    const next = this.#names[(this.#names.indexOf(name) + step + count) % count];
    if (!next) return;
    this.#onSelect(next);
    this.focus();
  }
}

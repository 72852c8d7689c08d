// Owns the legend: one button for each theme, which leaves only that theme's papers on the page.
import { find, make, makeButton } from './elements';
import type { Theme } from './field';
import { makeSwatch } from './symbols';

export class Legend {
  readonly #list = find('themes', HTMLUListElement);
  readonly #all = find('all-themes', HTMLButtonElement);
  readonly #onChange: (ids: readonly string[]) => void;
  #shown = '';

  constructor(onChange: (ids: readonly string[]) => void) {
    this.#onChange = onChange;
    this.#all.addEventListener('click', () => onChange([]));
  }

  draw(themes: readonly Theme[], wanted: readonly string[]): void {
    const shown = JSON.stringify(themes);
    // New buttons would lose the focus of the one that was pressed.
    if (shown !== this.#shown)
      this.#list.replaceChildren(...themes.map((theme) => this.#item(theme)));
    this.#shown = shown;
    for (const button of this.#list.querySelectorAll('button')) {
      const isPressed = wanted.includes(button.dataset.theme ?? '');
      button.setAttribute('aria-pressed', String(isPressed));
    }
    this.#all.hidden = wanted.length === 0;
  }

  #item(theme: Theme): HTMLLIElement {
    const button = makeButton('', '', () => this.#onChange(this.#toggled(theme.id)));
    button.dataset.theme = theme.id;
    button.append(
      makeSwatch(theme),
      make('span', 'label', theme.label),
      make('span', 'count', String(theme.count)),
    );
    return make('li', '', button);
  }

  #toggled(id: string): string[] {
    const pressed = this.#list.querySelectorAll<HTMLElement>('button[aria-pressed="true"]');
    const ids = [...pressed].map((button) => button.dataset.theme ?? '');
    return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
  }
}

// Owns the drawing of formulas in the colour of the client's text. Loaded with the first formula; a failure is logged.
import type { DrawFormula } from '../core/render/maths';
import type { Drawer, Host, Logger } from './host';

/** What VS Code's own schemes write cards in: a picture cannot take the colour of the text around it. */
const TEXT_COLOURS: ReadonlyMap<unknown, string> = new Map([
  ['light', '#3b3b3b'],
  ['dark', '#cccccc'],
  ['highContrastLight', '#292929'],
  ['highContrastDark', '#ffffff'],
]);

export class Formulas {
  readonly #host: Host;
  readonly #log: Logger;
  #colour: string | undefined;
  #drawer: Drawer | undefined;
  #hasFailed = false;

  constructor(host: Host, log: Logger) {
    this.#host = host;
    this.#log = log;
  }

  /**
   * What the client told of its colours. Without a known scheme nothing is drawn: no one colour can be read on light
   * and on dark ground, and a client that tells nothing may show no pictures at all.
   */
  setColourScheme(scheme: unknown): void {
    this.#colour = TEXT_COLOURS.get(scheme);
  }

  get draw(): DrawFormula | undefined {
    const colour = this.#colour;
    return colour === undefined ? undefined : (tex) => this.#load()?.(tex, colour);
  }

  #load(): Drawer | undefined {
    if (this.#drawer || this.#hasFailed) return this.#drawer;
    try {
      this.#drawer = this.#host.loadDrawer();
    } catch (error) {
      this.#hasFailed = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.error(`Formulas are shown as text, for their drawing cannot be loaded: ${reason}`);
    }
    return this.#drawer;
  }
}

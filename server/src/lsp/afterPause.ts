// Owns doing something after a pause, once for several calls in quick succession.

export class AfterPause {
  readonly #pause: () => Promise<void>;
  /** By what is done: the last call for it. */
  readonly #due = new Map<string, symbol>();

  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
  }

  /** The last of several calls with one key counts. Resolves when its action has been taken, or another call came. */
  async run(key: string, action: () => Promise<void>): Promise<void> {
    const turn = Symbol(key);
    this.#due.set(key, turn);
    await this.#pause();
    if (this.#due.get(key) !== turn) return;
    this.#due.delete(key);
    await action();
  }

  cancel(key: string): void {
    this.#due.delete(key);
  }
}

// Owns the question whether a server that ended unasked is started again.

const MOST_CRASHES = 5;
const WINDOW_MILLISECONDS = 3 * 60 * 1000;

export class CrashLimit {
  #crashes: readonly number[] = [];

  /** Counts a crash at `now`, in milliseconds. False with the fifth within three minutes; then it counts anew. */
  mayRestart(now: number): boolean {
    this.#crashes = [...this.#crashes.filter((at) => now - at < WINDOW_MILLISECONDS), now];
    if (this.#crashes.length < MOST_CRASHES) return true;
    this.#crashes = [];
    return false;
  }
}

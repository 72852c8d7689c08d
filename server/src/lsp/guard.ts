// Owns the catch around every request: a failing one is logged and answered with its empty answer.
import type { Logger } from '../workspace/host';

/** Requests slower than this are logged. */
const SLOW_MILLISECONDS = 200;

/** `handle`, but for an exception: that is logged with the request's name, and `empty` is answered. */
export function guarded<P, R>(
  name: string,
  log: Logger,
  empty: R,
  handle: (params: P) => R | Promise<R>,
) {
  return async (params: P): Promise<R> => {
    const start = performance.now();
    try {
      return await handle(params);
    } catch (error) {
      log.error(
        `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return empty;
    } finally {
      const took = performance.now() - start;
      if (took > SLOW_MILLISECONDS) log.info(`${name} took ${Math.round(took)} ms`);
    }
  };
}

// Owns what happens when the person, or the system, asks this process to end.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Sets what an interruption does, in place of what was set before.
 * @param {() => void} [action] By default ends at once; what is registered for the process's
 *   `exit`, such as ending the processes below it, still happens, which a bare signal would skip.
 */
export function onInterrupt(action = () => process.exit(130)) {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, action);
  }
}

// Owns ending a process together with everything it started.
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 5_000;

/**
 * Asks a group to end, waits, and then ends what is left of it.
 * @param {number | undefined} leader The id of a process that was spawned detached.
 */
export async function endGroup(leader) {
  const deadline = Date.now() + GRACE_MS;
  let isAlive = signal(leader, 'SIGTERM');
  while (isAlive && Date.now() < deadline) {
    await delay(50);
    isAlive = signal(leader, 0);
  }
  endGroup.now(leader);
}

/** For the moment of exit, where nothing can be waited for. */
endGroup.now = (leader) => signal(leader, 'SIGKILL');

/** Whether the signal reached anyone. */
function signal(leader, name) {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, name);
  } catch (error) {
    // EPERM is macOS's word for a group of which only ended processes are left.
    if (['ESRCH', 'EPERM'].includes(error.code)) return false;
    throw error;
  }
}

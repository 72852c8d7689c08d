// Owns finding and killing the language server below a served VS Code, by Linux' list of processes.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 20_000;

/**
 * Kills the server that runs below `root`, once it is another than `last`.
 * @param {number} root A process among whose descendants the server is.
 * @param {number} last One that was killed before; 0 for none.
 * @returns {Promise<number>} The process that was killed.
 */
export async function killServer(root, last) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const pid = serverBelow(root);
    if (pid !== undefined && pid !== last) {
      process.kill(pid, 'SIGKILL');
      return pid;
    }
    await delay(50);
  }
  throw new Error('No other server was started.');
}

function serverBelow(root) {
  const parents = new Map();
  const servers = [];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // The name before the parent stands in brackets and may hold spaces.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ');
      // One that was killed and is not taken away yet.
      if (stat[0] === 'Z') continue;
      parents.set(Number(name), Number(stat[1]));
      const isServer = /dist\/server\.js/.test(readFileSync(`/proc/${name}/cmdline`, 'utf8'));
      if (isServer) servers.push(Number(name));
    } catch {
      // It ended while it was looked at.
    }
  }
  return servers.find((pid) => {
    for (let at = pid; at !== undefined; at = parents.get(at)) if (at === root) return true;
    return false;
  });
}

// Owns opening an address in the person's default browser, where there is a desktop to do it on.
import { spawn } from 'node:child_process';
import { findOnPath } from '../setup/program.mjs';

/** Whether a window can be shown here. */
export function hasDesktop() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * @param {string} address
 * @returns {boolean} Whether a program was found that opens it.
 */
export function openInBrowser(address) {
  const [program, ...args] = opener();
  if (!hasDesktop() || !findOnPath([program])) return false;
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' });
  // The address is printed as well, so nothing is lost when this fails.
  child.on('error', () => {});
  child.unref();
  return true;
}

function opener() {
  if (process.platform === 'darwin') return ['open'];
  // Not `start`: the shell that knows it takes the & in an address for its own.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}

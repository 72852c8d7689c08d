// Owns finding the Chromium-based browser that drives the editor tests.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ask } from './command.mjs';
import { findOnPath, isProgram } from './program.mjs';
import { PURPOSES, ensureSystemPackages, isDebian } from './systemPackages.mjs';

const NAMES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  ...['microsoft-edge', 'microsoft-edge-stable'],
];

/**
 * Finds a browser; on Debian as root installs one.
 * @returns {Promise<{ ok: true, path: string } | { ok: false, reason: string }>}
 */
export async function ensureBrowser() {
  const chosen = process.env.CHROME_PATH;
  // A wrong choice is told, not replaced: the person would test in another browser unknowingly.
  if (chosen && !isProgram(chosen)) return failed(`CHROME_PATH is ${chosen}, which is no program`);
  const found = chosen ?? findBrowser();
  if (found) return { ok: true, path: found };
  if (!isDebian()) return failed('install Chromium, Chrome or Edge, or set CHROME_PATH to one');
  const outcome = await ensureSystemPackages(PURPOSES.browser);
  const installed = outcome.ok && findBrowser();
  if (installed) return { ok: true, path: installed };
  return failed(
    outcome.reason ?? 'the package chromium is installed, but no browser on PATH starts',
  );
}

/** @returns {string | undefined} */
export function findBrowser() {
  const named = NAMES.map((name) => findOnPath([name])).filter(Boolean);
  return [...named, ...usualPlaces().filter(isProgram)].find(starts);
}

/** Some systems have a script of that name that only tells how to install the browser. */
function starts(browser) {
  // On Windows a browser opens a window instead of printing its version.
  return process.platform === 'win32' || ask(browser, ['--version']) !== undefined;
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      names.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (process.platform !== 'win32') return [];
  const { ProgramFiles, LOCALAPPDATA, 'ProgramFiles(x86)': programFiles32 } = process.env;
  return [ProgramFiles, programFiles32, LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
}

function failed(reason) {
  return { ok: false, reason };
}

// Owns the Debian packages each part of the set-up needs, and what is said where they are missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CommandError, runQuietly } from './command.mjs';

/** Per purpose: the packages, and what cannot be done without them. */
export const PURPOSES = {
  browser: {
    packages: ['chromium'],
    without: 'the editor tests have no browser',
  },
  editorHost: {
    packages: [
      ...['g++', 'make', 'pkg-config', 'python3'],
      ...['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'],
    ],
    without: 'the served VS Code cannot build its native modules',
  },
  pandoc: {
    packages: ['pandoc'],
    without: 'our reading of notes and libraries is not compared to that of pandoc',
  },
  python: {
    packages: ['python3-torch', 'python3-numpy', 'python3-pytest'],
    without: 'the Python snippets are not tested',
  },
};

const APT_GET = '/usr/bin/apt-get';
const DPKG_QUERY = '/usr/bin/dpkg-query';

/** @typedef {{ ok: true } | { ok: false, reason: string }} Outcome */

/**
 * Installs what is missing on Debian as root; elsewhere only tells.
 * @param {{ packages: string[], without: string }} purpose One of PURPOSES.
 * @returns {Promise<Outcome>} On a system that is not Debian nothing can be checked: not ok.
 */
export async function ensureSystemPackages({ packages, without }) {
  if (!isDebian()) {
    return failed(
      `this is not Debian: what its packages ${packages.join(', ')} hold must be installed by ` +
        `hand; without it, ${without}`,
    );
  }
  const missing = findMissing(packages);
  if (missing.length === 0) return { ok: true };
  const list = missing.join(' ');
  const advice = `install with: apt-get install ${list} (as root); without it, ${without}`;
  if (process.getuid?.() !== 0) return failed(`Debian packages are missing; ${advice}`);
  try {
    await install(missing);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return failed(`Debian packages are missing; ${advice}\n${error.message}`);
  }
}

export function isDebian() {
  return existsSync(APT_GET) && existsSync(DPKG_QUERY);
}

/** The packages of a list that dpkg does not hold as fully installed. */
export function findMissing(packages) {
  const format = '${db:Status-Abbrev} ${Package}\n';
  // The exit code only says that some package is unknown, which is what we ask for.
  const { stdout } = spawnSync(DPKG_QUERY, ['-W', '-f', format, ...packages], { encoding: 'utf8' });
  const installed = new Set(
    stdout.split('\n').flatMap((line) => line.match(/^.i\s+(\S+)$/)?.[1] ?? []),
  );
  return packages.filter((name) => !installed.has(name));
}

let listsAreFresh = false;

async function install(packages) {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  if (!listsAreFresh) {
    await runQuietly('Reading the Debian package lists', APT_GET, ['update'], options);
    listsAreFresh = true;
  }
  const args = ['install', '--yes', '--no-install-recommends', ...packages];
  await runQuietly(`Installing Debian packages ${packages.join(' ')}`, APT_GET, args, options);
}

function failed(reason) {
  return { ok: false, reason };
}

// Owns finding the pandoc that our readers are compared to.
import { ask } from './command.mjs';
import { findOnPath, isProgram } from './program.mjs';
import { PURPOSES, ensureSystemPackages, isDebian } from './systemPackages.mjs';

/**
 * Finds pandoc; on Debian as root installs it.
 * @returns {Promise<{ ok: true, path: string } | { ok: false, reason: string }>}
 */
export async function ensurePandoc() {
  const chosen = process.env.PANDOC;
  // A wrong choice is told, not replaced: the person would compare to another pandoc unknowingly.
  if (chosen && !isProgram(chosen)) return failed(`PANDOC is ${chosen}, which is no program`);
  const found = chosen ?? findOnPath(['pandoc']);
  if (found) return starts(found);
  if (!isDebian()) return failed('install pandoc, or set PANDOC to one');
  const outcome = await ensureSystemPackages(PURPOSES.pandoc);
  if (!outcome.ok) return outcome;
  const installed = findOnPath(['pandoc']);
  return installed
    ? starts(installed)
    : failed('the package pandoc is installed, but is not on PATH');
}

function starts(path) {
  const version = ask(path, ['--version'])?.split('\n', 1)[0];
  if (!version) return failed(`${path} does not tell its version`);
  console.log(`  ${version}`);
  return { ok: true, path };
}

function failed(reason) {
  return { ok: false, reason };
}

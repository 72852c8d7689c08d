// Owns finding a Python that has torch and pytest, for the tests of the snippets.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, ask, runQuietly } from './command.mjs';
import { CACHE } from './paths.mjs';
import { PURPOSES, ensureSystemPackages, isDebian } from './systemPackages.mjs';

const PYTEST = 'pytest==8.4.2';
const ENVIRONMENT = join(CACHE, 'python');
const isWindows = process.platform === 'win32';
const MADE_PYTHON = join(
  ENVIRONMENT,
  ...(isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python']),
);
const SYSTEM_PYTHON = '/usr/bin/python3';

/** Imports for real: a package can be there and yet not load. */
const PROBE = `
import importlib, json
def loads(name):
    try:
        importlib.import_module(name)
        return True
    except Exception:
        return False
print(json.dumps({name: loads(name) for name in ("torch", "numpy", "pytest")}))
`;

/**
 * Finds an interpreter with torch and pytest, or makes one.
 * @param {string[]} [candidates] Interpreters, the preferred first.
 * @returns {Promise<{ ok: true, python: string } | { ok: false, reason: string }>}
 */
export async function ensurePython(candidates = usualCandidates()) {
  const probed = candidates.map((python) => ({ python, has: probe(python) }));
  const complete = probed.find(({ has }) => isComplete(has));
  if (complete) return { ok: true, python: complete.python };
  const withTorch = probed.find(({ has }) => has.torch && has.numpy);
  const extended = withTorch && (await addPytest(withTorch.python));
  if (extended) return { ok: true, python: extended };
  if (isDebian()) return installFromDebian();
  return {
    ok: false,
    reason:
      `no Python with torch, numpy and pytest among ${candidates.join(', ')}: install them ` +
      'there, or set PYTHON to one that has them',
  };
}

function usualCandidates() {
  const named = isWindows ? ['python', 'py'] : ['python3', SYSTEM_PYTHON];
  return [process.env.PYTHON, ...named, MADE_PYTHON].filter(Boolean);
}

function isComplete(has) {
  return Boolean(has.torch && has.numpy && has.pytest);
}

/** What this interpreter can import; nothing when it does not start. */
function probe(python) {
  const answer = ask(python, ['-c', PROBE]);
  return answer ? JSON.parse(answer) : {};
}

/** An environment on top of one that has torch, so that a person's own Python stays as it is. */
async function addPytest(base) {
  try {
    rmSync(ENVIRONMENT, { recursive: true, force: true });
    await runQuietly(`Making a Python environment on top of ${base}`, base, [
      '-m',
      'venv',
      ENVIRONMENT,
    ]);
    // Not --system-site-packages: it passes over the packages of a base that is itself such an
    // environment, as a person's usually is.
    const baseFolders = ask(base, ['-c', 'import site; print("\\n".join(site.getsitepackages()))']);
    const ownFolder = ask(MADE_PYTHON, ['-c', 'import site; print(site.getsitepackages()[0])']);
    writeFileSync(join(ownFolder, 'base.pth'), baseFolders);
    const install = ['-m', 'pip', 'install', '--quiet', PYTEST];
    await runQuietly(`Installing ${PYTEST} into it`, MADE_PYTHON, install);
    return isComplete(probe(MADE_PYTHON)) ? MADE_PYTHON : undefined;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.log(`  that did not work: ${error.message}`);
    return undefined;
  }
}

async function installFromDebian() {
  const outcome = await ensureSystemPackages(PURPOSES.python);
  if (!outcome.ok) return outcome;
  if (isComplete(probe(SYSTEM_PYTHON))) return { ok: true, python: SYSTEM_PYTHON };
  return { ok: false, reason: `Debian's torch and pytest are there, but ${SYSTEM_PYTHON} fails` };
}

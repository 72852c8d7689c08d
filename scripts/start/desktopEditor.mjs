// Owns opening the example vault in the VS Code that the person has, beside their own set-up.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runLive } from '../setup/command.mjs';
import { writeSettings } from '../setup/editorSettings.mjs';
import { CACHE, EXAMPLES } from '../setup/paths.mjs';
import { findOnPath, isProgram } from '../setup/program.mjs';
import { hasDesktop } from './defaultBrowser.mjs';

const NAMES = ['code', 'code-insiders', 'codium'];

/**
 * @returns {string | undefined} The command-line program of an installed VS Code.
 */
export function findDesktopEditor() {
  if (!hasDesktop()) return undefined;
  // In a terminal of a remote VS Code, `code` steers that window and heeds no folder of ours.
  const isRemote = (file) => process.env.VSCODE_IPC_HOOK_CLI || /remote-cli/.test(file);
  const onPath = findOnPath(NAMES);
  if (onPath && !isRemote(onPath)) return onPath;
  return usualPlaces().find(isProgram);
}

/**
 * Installs the extension into a set-up of its own, opens the vault, waits for the window to close.
 * @param {string} editor
 * @param {string} extension The .vsix.
 */
export async function openDesktopEditor(editor, extension) {
  const data = join(CACHE, 'desktop', 'data');
  const setUp = ['--user-data-dir', data, '--extensions-dir', join(CACHE, 'desktop', 'extensions')];
  // As root, VS Code starts only when told to do without its sandbox.
  if (process.platform === 'linux' && process.getuid() === 0) setUp.push('--no-sandbox');
  writeSettings(data);
  console.log(
    `Installing ${extension} into ${editor}, in a set-up of its own under .cache/desktop`,
  );
  await run(editor, [...setUp, '--install-extension', extension, '--force']);
  console.log('Opening the examples. This command ends when you close the window.');
  const window = ['--new-window', '--wait', '--disable-workspace-trust', EXAMPLES];
  await run(editor, [...setUp, ...window]);
  console.log('The window is closed. Good-bye.');
}

async function run(editor, args) {
  const { code } = await runLive(...commandLine(editor, args));
  if (code === 0) return;
  throw new Error(`${editor} failed (${code}); "npm start -- --served" does without it.`);
}

/** Windows starts .cmd files only through a shell, which splits what is not quoted. */
function commandLine(program, args) {
  if (process.platform !== 'win32') return [program, args];
  const quote = (text) => `"${text}"`;
  return [quote(program), args.map(quote), { shell: true }];
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const inside = ['Contents', 'Resources', 'app', 'bin', 'code'];
    const names = ['Visual Studio Code.app', 'Visual Studio Code - Insiders.app'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      names.map((name) => join(folder, name, ...inside)),
    );
  }
  if (process.platform !== 'win32') return ['/usr/share/code/bin/code', '/snap/bin/code'];
  const { LOCALAPPDATA = '', ProgramFiles = '' } = process.env;
  return [join(LOCALAPPDATA, 'Programs'), ProgramFiles].map((folder) =>
    join(folder, 'Microsoft VS Code', 'bin', 'code.cmd'),
  );
}

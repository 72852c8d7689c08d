// Owns a running VS Code server: its settings, its address, and that nothing of it stays behind.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, runQuietly } from './command.mjs';
import { ensureEditorHost } from './editorHostPackages.mjs';
import { writeSettings } from './editorSettings.mjs';
import { endGroup } from './processGroup.mjs';

const START_DEADLINE_MS = 60_000;

/**
 * @typedef {object} EditorHostOptions
 * @property {string[]} [extensions] Packaged extensions (.vsix) to install before the start.
 * @property {boolean} [workspaceTrust] true: a folder opens in Restricted Mode until it is trusted.
 * @property {number} [port] By default one that is free.
 * @property {string} [dataFolder] By default a temporary one that goes with the server.
 * @property {boolean} [testDriver] Whether pages may name an extension and tests to run.
 * @property {NodeJS.ProcessEnv} [env] Variables for the server and its extension hosts.
 *
 * @typedef {object} EditorHost
 * @property {number} port
 * @property {string} dataFolder
 * @property {(query?: { folder?: string, payload?: Record<string, string> }) => string} url The
 *   page's address: the folder to open, and what the page hands to the workbench.
 * @property {(path: string) => string} remote How a payload names a file on the server's machine.
 * @property {Promise<void>} ended Resolves when the server is gone, for whatever reason.
 * @property {() => Promise<void>} stop Ends the server and all it started.
 */

/**
 * Starts VS Code's server; installs it first where need be.
 * @param {EditorHostOptions} [options]
 * @returns {Promise<EditorHost>}
 */
export async function startEditorHost(options = {}) {
  const host = await ensureEditorHost();
  if (!host.ok) throw new Error(host.reason);
  const port = await reservePort(options.port ?? 0);
  const temporary = mkdtempSync(join(tmpdir(), 'paperlens-editor-'));
  const dataFolder = options.dataFolder ?? temporary;
  let server;
  const clear = () => {
    endGroup.now(server?.child.pid);
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  };
  // The last resort where the process ends without stop(): an error, or a signal's handler.
  process.on('exit', clear);
  writeSettings(join(dataFolder, 'data'));
  for (const file of options.extensions ?? []) await installExtension(host, dataFolder, file);
  // VS Code leaves its sockets behind; here they go with the folder.
  const env = { XDG_RUNTIME_DIR: temporary, ...options.env };
  server = spawnServer(host, dataFolder, port, { ...options, env });
  const stop = async () => {
    await endGroup(server.child.pid);
    process.off('exit', clear);
    clear();
  };
  try {
    await waitUntilItAnswers(port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...addresses(port), port, dataFolder, ended: server.ended, stop };
}

/** Tells whether a port can be had, and which one for 0. */
export function reservePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(new Error(`port ${port} cannot be had: ${error.code}`)));
    probe.listen(port, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}

function installExtension(host, dataFolder, file) {
  const args = [
    host.server,
    ...folderArguments(dataFolder),
    '--install-extension',
    file,
    '--force',
  ];
  return runQuietly(`Installing ${file} into it`, host.node, args, { env: cleanEnvironment() });
}

function spawnServer(host, dataFolder, port, options) {
  const { workspaceTrust = false, testDriver = true } = options;
  const args = [
    host.server,
    ...folderArguments(dataFolder),
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--telemetry-level', 'off', '--accept-server-license-terms'],
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    // Without it a built VS Code ignores extensionDevelopmentPath and says nothing.
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  // A group of its own, so that the extension hosts below it can be ended with it.
  const child = spawn(host.node, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A test must not ask the extension gallery for anything; a person may want to.
    env: { ...cleanEnvironment(), ...(testDriver && { EXTENSIONS_GALLERY: '{}' }), ...options.env },
  });
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  const server = { child, ended, output: '' };
  const keep = (text) => (server.output = (server.output + text).slice(-20_000));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => keep(error.message));
  return server;
}

function folderArguments(dataFolder) {
  const inside = (name) => join(dataFolder, name);
  return [
    ...['--server-data-dir', inside('server'), '--user-data-dir', inside('data')],
    ...['--extensions-dir', inside('extensions')],
  ];
}

/** Started from a VS Code terminal, this process carries variables meant for that VS Code. */
function cleanEnvironment() {
  const isForeign = (name) => /^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}

async function waitUntilItAnswers(port, server) {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (server.child.exitCode !== null || server.child.pid === undefined) {
      throw new Error(`the VS Code server ended at once:\n${lastLines(server.output, 20)}`);
    }
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await delay(200);
  }
  const end = lastLines(server.output, 20);
  throw new Error(
    `the VS Code server did not answer within ${START_DEADLINE_MS / 1000} s:\n${end}`,
  );
}

function addresses(port) {
  const authority = `localhost:${port}`;
  return {
    remote: (path) => `vscode-remote://${authority}${pathToFileURL(path).pathname}`,
    url: ({ folder, payload } = {}) => {
      const parts = [];
      // The slashes stay as they are: a person reads this address.
      if (folder) parts.push(`folder=${encodeURIComponent(folder).replaceAll('%2F', '/')}`);
      const pairs = payload && JSON.stringify(Object.entries(payload));
      if (pairs) parts.push(`payload=${encodeURIComponent(pairs)}`);
      return `http://${authority}/?${parts.join('&')}`;
    },
  };
}

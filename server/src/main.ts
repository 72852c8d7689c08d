// Owns the start of the server on Node: its flags, its connection, and a sentence where it cannot start.
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './lsp/server';
import { nodeHost } from './workspace/nodeHost';

declare const PAPERLENS_VERSION: string;

const USAGE =
  'paperlens server: use --stdio (any editor), --node-ipc, --socket=PORT or --pipe=NAME; --version, --help.';
const TRANSPORT = /^(?:--stdio|--node-ipc|--socket=\d+|--pipe=.+)$/;
/** Given by clients beside the transport; the first ends the server when its editor dies. */
const ACCEPTED = /^--clientProcessId=\d+$/;

function main(flags: readonly string[]): void {
  if (flags.includes('--version')) return console.log(PAPERLENS_VERSION);
  if (flags.includes('--help')) return console.log(USAGE);
  const unknown = flags.find((flag) => !TRANSPORT.test(flag) && !ACCEPTED.test(flag));
  if (unknown !== undefined) return fail(`paperlens server: unknown flag "${unknown}". ${USAGE}`);
  if (!flags.some((flag) => TRANSPORT.test(flag)))
    return fail(`paperlens server: no transport is named. ${USAGE}`);
  startServer(createConnection(ProposedFeatures.all), nodeHost(join(__dirname)));
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  fail(
    `paperlens server: it cannot start: ${error instanceof Error ? error.message : String(error)}`,
  );
}

// Owns the start of the server on Node: its flags, its connection, and a sentence where it cannot start.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Connection,
} from 'vscode-languageserver/node';
import { startServer } from './lsp/server';
import { nodeHost } from './workspace/nodeHost';

declare const PAPERLENS_VERSION: string;

const USAGE =
  'Use --stdio (any editor), --node-ipc, --socket=PORT or --pipe=NAME; --version, --help.';
const TRANSPORT = /^(?:--stdio|--node-ipc|--socket=(?<port>\d+)|--pipe=(?<pipe>.+))$/;
/** Given by clients beside the transport: the server ends when that process does. */
const ACCEPTED = /^--clientProcessId=\d+$/;

async function main(flags: readonly string[]): Promise<void> {
  // Reading a library makes garbage at once, for which V8 would keep room for good: measured with 10,000 entries,
  // 114 MiB become 85, and reading takes a fifth longer.
  setFlagsFromString('--semi-space-growth-factor=1');
  if (flags.includes('--version')) return console.log(PAPERLENS_VERSION);
  if (flags.includes('--help')) return console.log(`paperlens server: ${USAGE}`);
  const unknown = flags.find((flag) => !TRANSPORT.test(flag) && !ACCEPTED.test(flag));
  if (unknown !== undefined) throw new Error(`unknown flag "${unknown}". ${USAGE}`);
  const transport = flags.map((flag) => TRANSPORT.exec(flag)).find((match) => match !== null);
  if (!transport) throw new Error(`no transport is named. ${USAGE}`);
  startServer(await connectTo(transport), nodeHost(__dirname));
}

/** Rejects where nobody is at the other end: the library itself would wait without a word. */
async function connectTo({ 0: flag, groups }: RegExpExecArray): Promise<Connection> {
  if (flag === '--node-ipc' && !process.send) {
    throw new Error('--node-ipc needs a Node process that started this one with a channel.');
  }
  const address = groups?.pipe ?? (groups?.port ? Number(groups.port) : undefined);
  if (address === undefined) return createConnection(ProposedFeatures.all);
  const socket = typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address);
  await once(socket, 'connect');
  const reader = new StreamMessageReader(socket);
  return createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(socket));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`paperlens server: it cannot start: ${reason}`);
  process.exitCode = 1;
});

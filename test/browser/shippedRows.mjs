// Owns the rows of the map as the built server gives them, with some papers cited in an open note.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { ROOT } from '../../scripts/setup/paths.mjs';

/** Three citations of one paper, and one of another. */
const NOTE = 'See [@mishkin2015all; @samragh2024scaling], @mishkin2015all and -@mishkin2015all.\n';
const DEADLINE_MS = 60_000;

/** @returns {Promise<object[]>} */
export async function shippedRows() {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const server = spawn(process.execPath, [join(ROOT, 'dist', 'server.js'), '--stdio'], { signal });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  try {
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    await connection.sendNotification('initialized', {});
    const textDocument = {
      uri: 'file:///note.md',
      languageId: 'markdown',
      version: 1,
      text: NOTE,
    };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    return await connection.sendRequest('paperlens/map');
  } finally {
    connection.dispose();
    server.kill();
  }
}

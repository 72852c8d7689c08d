// Owns serving VS Code with the extension to a browser, until the person ends it.
import { join } from 'node:path';
import { reservePort, startEditorHost } from '../setup/editorHost.mjs';
import { onInterrupt } from '../setup/interrupt.mjs';
import { CACHE, EXAMPLES } from '../setup/paths.mjs';
import { openInBrowser } from './defaultBrowser.mjs';

/** The browser keeps what it knows of a window per address: the same port finds it again. */
const USUAL_PORT = 8765;

/**
 * @param {{ extension: string, port?: number, open: boolean }} options
 */
export async function serveEditor({ extension, port, open }) {
  const host = await startEditorHost({
    extensions: [extension],
    port: port ?? (await reservePort(USUAL_PORT).catch(() => 0)),
    dataFolder: join(CACHE, 'editor-data'),
    testDriver: false,
  });
  const address = host.url({ folder: EXAMPLES });
  const isOpened = open && openInBrowser(address);
  console.log(`\nVS Code with Paperlens is at\n\n  ${address}\n`);
  console.log(isOpened ? 'It opens in your browser.' : 'Open that address in a browser.');
  console.log('Ctrl+C ends it.');

  const interrupted = new Promise((resolve) => onInterrupt(() => resolve('interrupted')));
  const why = await Promise.race([interrupted, host.ended]);
  // Whoever asks a second time does not want to wait.
  onInterrupt();
  await host.stop();
  if (why !== 'interrupted') throw new Error('the VS Code server ended by itself');
  console.log('\nVS Code has ended. Good-bye.');
  // Connections of a browser that is still open would keep this process for a while.
  process.exit(0);
}

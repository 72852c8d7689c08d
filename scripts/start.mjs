// npm start: builds the extension and opens the example vault with it in a VS Code.
import { parseArgs } from 'node:util';
import { reservePort } from './setup/editorHost.mjs';
import { onInterrupt } from './setup/interrupt.mjs';
import { ensureNpmPackages } from './setup/npmPackages.mjs';

const USAGE = `npm start -- [--served] [--port N] [--no-open]
  --served   serve VS Code to the browser even where a desktop VS Code is installed
  --port N   serve it on this port (implies --served)
  --no-open  only print the address`;

/** @returns {{ served: boolean, port?: number, open: boolean } | { error: string }} */
function readOptions(args) {
  const options = {
    served: { type: 'boolean' },
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
  };
  try {
    const { values } = parseArgs({ args, options });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      return { error: `--port takes a number from 1 to 65535, not "${values.port}".` };
    }
    return { served: Boolean(values.served ?? port), port, open: !values['no-open'] };
  } catch (error) {
    return { error: error.message };
  }
}

async function start({ served, port, open }) {
  // Known now rather than after the build and a first installation.
  if (port !== undefined) await reservePort(port);
  await ensureNpmPackages();
  // Only now may modules be loaded that need an npm package.
  const { packageExtension } = await import('./package.mjs');
  const { findDesktopEditor, openDesktopEditor } = await import('./start/desktopEditor.mjs');
  const { serveEditor } = await import('./start/servedEditor.mjs');
  const extension = await packageExtension();
  const desktop = served ? undefined : findDesktopEditor();
  if (desktop) return openDesktopEditor(desktop, extension);
  return serveEditor({ extension, port, open });
}

onInterrupt();
const options = readOptions(process.argv.slice(2));
if ('error' in options) {
  console.error(`${options.error}\n\n${USAGE}`);
  process.exit(2);
}
await start(options).catch((error) => {
  console.error(`Paperlens could not be started: ${error.message}`);
  process.exitCode = 1;
});

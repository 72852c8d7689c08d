// Owns a run of the suite in the served VS Code: what its extension host logs, and how it ends.
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { startEditorHost } from '../../scripts/setup/editorHost.mjs';
import { openBrowserPage } from './browserPage.mjs';

const MARKED_SUITE = fileURLToPath(new URL('markedSuite.cjs', import.meta.url));
const MARK = '[suite] ';
const CLOSING_LINE = /^\[suite\] \d+ passed, \d+ failed$/;
const LINES_SHOWN_ON_FAILURE = 25;

/**
 * @typedef {object} Suite
 * @property {string} extension The folder of the extension under test.
 * @property {string} suite The CommonJS module whose `run()` is the suite.
 * @property {string} workspace The folder to open.
 * @property {number} deadlineMs
 */

/**
 * Runs a suite to its end, passing on what it prints.
 * @param {Suite} options
 * @returns {Promise<number>} The suite's exit code; 1 when it did not end in time.
 */
export async function runServedSuite(options) {
  const host = await startEditorHost({ env: { PAPERLENS_SUITE: options.suite } });
  try {
    const { browser, page } = await openBrowserPage();
    try {
      return await runInPage(page, host, options);
    } finally {
      await browser.close();
    }
  } finally {
    await host.stop();
  }
}

async function runInPage(page, host, { extension, workspace, deadlineMs }) {
  // A set, because VS Code repeats itself.
  const log = new Set();
  const address = host.url({
    folder: workspace,
    payload: {
      extensionDevelopmentPath: host.remote(extension),
      extensionTestsPath: host.remote(MARKED_SUITE),
      skipWelcome: 'true',
    },
  });
  const ended = await listen(page, log);
  const code = await withDeadline(deadlineMs, async () => {
    await page.goto(address, { waitUntil: 'commit', timeout: deadlineMs });
    return ended();
  });
  const isToldBySuite = [...log].some((text) => CLOSING_LINE.test(text));
  if (code === 0 || (code !== undefined && isToldBySuite)) return code;
  const what = code === undefined ? `did not end within ${deadlineMs / 1000} s` : 'failed';
  console.error(`The suite ${what}. The last lines of VS Code's log:`);
  [...log].slice(-LINES_SHOWN_ON_FAILURE).forEach((line) => console.error(`  ${line}`));
  return code ?? 1;
}

/**
 * Must be called before the page loads: the workbench looks only once for what is exposed here.
 * @returns {Promise<() => Promise<number>>} Gives the exit code once the suite has ended.
 */
async function listen(page, log) {
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const text = format(...args);
    log.add(text);
    if (text.startsWith(MARK)) console.log(text.slice(MARK.length));
  });
  const ended = new Promise((resolve) => page.once('suite-ended', resolve));
  await page.exposeFunction('codeAutomationExit', (code) => page.emit('suite-ended', code));
  page.once('crash', () => {
    log.add('the page crashed');
    page.emit('suite-ended', 1);
  });
  return () => ended;
}

/** `undefined` when the work takes too long. */
async function withDeadline(milliseconds, work) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([work(), late]).finally(() => clearTimeout(timer));
}

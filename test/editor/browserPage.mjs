// Owns how the editor tests start their browser and the one page in it.
import { chromium } from 'playwright-core';
import { ensureBrowser } from '../../scripts/setup/browser.mjs';

const WINDOW = { width: 1400, height: 900 };

const FLAGS = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run'],
  // What a browser does on its own would only disturb: it has no network to do it in.
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/**
 * Starts a headless browser with one empty page.
 * @returns {Promise<{ browser: import('playwright-core').Browser,
 *   page: import('playwright-core').Page }>}
 */
export async function openBrowserPage() {
  const found = await ensureBrowser();
  if (!found.ok) throw new Error(`no browser: ${found.reason}`);
  // Chromium's sandbox refuses to run as root, which is what containers are.
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: found.path,
    args: isRoot ? [...FLAGS, '--no-sandbox'] : FLAGS,
  });
  const page = await browser.newPage({ viewport: WINDOW });
  return { browser, page };
}

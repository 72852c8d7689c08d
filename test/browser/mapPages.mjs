// Owns pages with the built map, as VS Code shows it: with its content policy, in one of its themes.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { importCore } from '../../scripts/build/importCore.mjs';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { openBrowserPage } from '../editor/browserPage.mjs';

/** Colours and fonts of VS Code's own themes, as it hands them to pages. */
export const THEMES = JSON.parse(readFileSync(new URL('themes.json', import.meta.url), 'utf8'));
const DEFAULT_THEME = 'Dark Modern';
const WINDOW = { width: 1300, height: 860 };
const TYPES = { 'map.js': 'text/javascript', 'map.css': 'text/css' };

/** What the page finds of VS Code: its theme, its messages, and a note of what was forbidden. */
function standIn({ rows, state, theme }) {
  let stored = state;
  window.sent = [];
  window.forbidden = [];
  window.storedState = () => stored;
  window.sendRows = (all) => window.postMessage({ type: 'rows', rows: all });
  window.acquireVsCodeApi = () => ({
    getState: () => stored,
    setState: (value) => (stored = value),
    postMessage: (message) => {
      window.sent.push(message);
      if (message.type === 'ready') window.sendRows(rows);
    },
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    window.forbidden.push(`${violatedDirective} ${blockedURI}`),
  );
  const dress = (_, observer) => {
    const { style } = document.documentElement ?? {};
    for (const [name, value] of Object.entries(theme.variables)) style?.setProperty(name, value);
    document.body?.classList.add(...theme.classes);
    if (document.body) observer.disconnect();
  };
  new globalThis.MutationObserver(dress).observe(document, { childList: true, subtree: true });
}

export class MapPages {
  #browser;
  #server;
  #rows;

  /** @param {object[]} rows What the server says of the papers. */
  static async start(rows) {
    const { mapPage } = await importCore({ mapPage: '../../../client/src/map/mapPage' });
    const server = createServer((request, response) => {
      const origin = `http://${request.headers.host}`;
      const name = request.url.slice(1);
      response.setHeader('Content-Type', `${TYPES[name] ?? 'text/html'}; charset=utf-8`);
      if (name in TYPES) return response.end(readFileSync(join(ROOT, 'dist', name)));
      const addresses = { script: `${origin}/map.js`, style: `${origin}/map.css` };
      response.end(mapPage({ ...addresses, cspSource: origin, nonce: 'test' }));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { browser } = await openBrowserPage();
    return new MapPages(browser, server, rows);
  }

  constructor(browser, server, rows) {
    [this.#browser, this.#server, this.#rows] = [browser, server, rows];
  }

  async stop() {
    await this.#browser.close();
    this.#server.close();
  }

  /**
   * Plays a scene on a new page; then nothing forbidden must have been tried, and nothing thrown.
   * @param {{ theme?: string, size?: { width: number, height: number }, state?: object,
   *   rows?: object[], media?: object }} options
   * @param {(page: import('playwright-core').Page) => Promise<void>} play
   */
  async play({ theme = DEFAULT_THEME, size = WINDOW, state, rows = this.#rows, media }, play) {
    const page = await this.#browser.newPage({ viewport: size });
    page.setDefaultTimeout(10_000);
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.stack));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    try {
      if (media) await page.emulateMedia(media);
      await page.addInitScript(standIn, { rows, state, theme: THEMES[theme] });
      await page.goto(`http://127.0.0.1:${this.#server.address().port}/`);
      await page.locator('#status', { hasText: /papers/ }).waitFor();
      await play(page);
      assert.deepEqual([errors, await page.evaluate(() => window.forbidden)], [[], []]);
    } finally {
      await page.close();
    }
  }
}

/** What the page has sent since it was last asked, but for `ready`. */
export async function takeSent(page) {
  const sent = await page.evaluate(() => window.sent.splice(0));
  return sent.filter(({ type }) => type !== 'ready');
}

export function point(page, title) {
  return page.locator(`.plot:visible g.point[aria-label^="${title}"]`);
}

/** The title that the focused point begins its name with. */
export function focusedName(page) {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
}

/** Middle of each point on the screen, by name. */
export function middles(page) {
  return page.locator('.plot:visible g.point .mark').evaluateAll((marks) =>
    Object.fromEntries(
      marks.map((mark) => {
        const { x, y, width, height } = mark.getBoundingClientRect();
        const name = mark.parentElement.getAttribute('aria-label');
        return [name, { x: x + width / 2, y: y + height / 2 }];
      }),
    ),
  );
}

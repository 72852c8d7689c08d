// Owns the handling of VS Code's window: what a person does with mouse and keys, in our words.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../../scripts/setup/paths.mjs';

export const PATIENCE_MS = 20_000;
const KEY_DELAY_MS = 25;

export class Workbench {
  #page;
  #pictures;

  /** @param {string | undefined} pictures Folder for the pictures; without it none are taken. */
  constructor(page, pictures) {
    this.#page = page;
    this.#pictures = pictures;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  async open(address) {
    await this.#page.goto(address, { timeout: 60_000 });
    await this.#page
      .locator('.monaco-workbench .explorer-folders-view')
      .waitFor({ timeout: 60_000 });
  }

  /** By VS Code's own command, which first stores what is open. */
  async reload() {
    const loaded = this.#page.waitForEvent('load', { timeout: 60_000 });
    await this.command('Developer: Reload Window');
    await loaded;
    await this.#page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  }

  press(keys) {
    return this.#page.keyboard.press(keys);
  }

  type(text) {
    return this.#page.keyboard.type(text, { delay: KEY_DELAY_MS });
  }

  async command(title) {
    await this.press('F1');
    await this.#page.locator('.quick-input-widget input').waitFor();
    await this.type(title);
    await this.#page
      .locator('.quick-input-list .monaco-list-row', { hasText: title.replace('Paperlens: ', '') })
      .first()
      .waitFor();
    await this.press('Enter');
  }

  async openFile(name) {
    await this.press('Control+P');
    await this.#page.locator('.quick-input-widget input').waitFor();
    await this.type(name);
    await this.#page
      .locator('.quick-input-list .monaco-list-row', { hasText: name })
      .first()
      .waitFor();
    await this.press('Enter');
    await this.#page.locator('.tab.active', { hasText: name }).waitFor();
    await this.#editor().waitFor();
  }

  #editor() {
    return this.#page.locator('.editor-instance .monaco-editor .view-lines').first();
  }

  /** Puts the cursor at the end of a line of the active editor; lines count from 1. */
  async goToEndOfLine(line) {
    await this.press('Control+G');
    await this.#page.locator('.quick-input-widget input').waitFor();
    await this.type(String(line));
    await this.press('Enter');
    await this.#page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor();
    await this.press('End');
  }

  async waitForText(text) {
    await this.#page.waitForFunction(
      (wanted) =>
        [...globalThis.document.querySelectorAll('.view-line')].some((line) =>
          line.textContent.replaceAll('\u00a0', ' ').includes(wanted),
        ),
      text,
    );
  }

  /** Rests the pointer on the first `word` on the screen until a card with `title` shows; gives its text. */
  async hoverOver(word, title) {
    await this.press('Control+Home');
    const box = await this.boxOf(word);
    const card = this.#card(title);
    // The first request may come before the server runs: the pointer leaves and comes back.
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.#page.mouse.move(box.x + 200, box.y + 300);
      await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
      try {
        await card.waitFor({ timeout: 2_500 });
        return (await card.innerText()).replaceAll('\u00a0', ' ');
      } catch (error) {
        if (attempt === 9) throw error;
      }
    }
    return '';
  }

  #card(title) {
    return this.#page.locator('.monaco-hover:not(.hidden)', { hasText: title }).first();
  }

  /** Where the first `word` on the screen is. */
  async boxOf(word) {
    const found = await this.#page.waitForFunction((wanted) => {
      for (const line of globalThis.document.querySelectorAll('.editor-instance .view-line')) {
        const walker = globalThis.document.createTreeWalker(line, 4);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent.indexOf(wanted);
          if (at < 0) continue;
          const range = globalThis.document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x, y, width, height };
        }
      }
      return undefined;
    }, word);
    return found.jsonValue();
  }

  async clickInCard(text) {
    await this.#page.locator('.monaco-hover:not(.hidden) a', { hasText: text }).first().click();
  }

  /** An input box with a title, ready to be typed in. */
  async waitForInput(title) {
    await this.#page
      .locator('.quick-input-widget .quick-input-title', { hasText: title })
      .waitFor();
    await this.#page.locator('.quick-input-widget input:focus').waitFor();
  }

  /** A pick with a placeholder, ready to be typed in. */
  async waitForPick(placeholder) {
    await this.#page
      .locator(`.quick-input-widget input[placeholder^="${placeholder}"]:focus`)
      .waitFor();
  }

  async quickPickRows(wanted) {
    const rows = this.#page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: wanted }).first().waitFor();
    return rows.allInnerTexts();
  }

  /** Clicks a link in a page of Markdown that leads to the page with this heading. */
  async followInPage(text, heading) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const frames = this.#page.frames();
      const inAny = (selector, hasText) =>
        frames.map((f) => f.locator(selector, { hasText }).first());
      const visible = (found) => found.isVisible().catch(() => false);
      const isThere = await Promise.all(inAny('.markdown-body h1', heading).map(visible));
      if (isThere.includes(true)) return;
      // A page that has just been drawn does not listen yet, so that one click may be lost.
      for (const link of inAny('.markdown-body a', text))
        if (await visible(link)) await link.click({ timeout: 1_000 }).catch(() => undefined);
      await this.#page.waitForTimeout(1_000);
    }
    throw new Error(`No link "${text}" leads to "${heading}".`);
  }

  /** An image in a page of Markdown, drawn and not only asked for. */
  async waitForPageImage(name) {
    const isDrawn = (image) => image.complete && image.naturalWidth > 0;
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      for (const frame of this.#page.frames()) {
        const image = frame.locator(`img[alt="${name}"]`).first();
        if (await image.evaluate(isDrawn, undefined, { timeout: 250 }).catch(() => false)) return;
      }
    }
    throw new Error(`No page shows the image "${name}".`);
  }

  /** The page of the map, once all its points are drawn. */
  async waitForMap(points) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      for (const frame of this.#page.frames()) {
        const drawn = await frame
          .locator('#plot-map g.point')
          .count()
          .catch(() => 0);
        if (drawn === points) return frame;
      }
      await this.#page.waitForTimeout(100);
    }
    throw new Error(`No page shows a map of ${points} papers.`);
  }

  /** A page of Markdown with this heading. */
  waitForPage(heading) {
    return this.waitForFrame(
      (frame) => frame.locator('.markdown-body :is(h1, h2, h3, strong)', { hasText: heading }),
      `No page tells of "${heading}".`,
    );
  }

  /** Until a page has what `find` looks for. */
  async waitForFrame(find, complaint) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      for (const frame of this.#page.frames()) {
        const count = find(frame).count();
        if ((await count.catch(() => 0)) > 0) return;
      }
      await this.#page.waitForTimeout(100);
    }
    throw new Error(complaint);
  }

  async showThemes() {
    await this.#page.locator('.activitybar .action-label[aria-label^="Paperlens"]').click();
    await this.#tree().first().waitFor();
  }

  #tree() {
    return this.#page.locator('.sidebar .monaco-list-row[role="treeitem"]');
  }

  async treeRows() {
    return (await this.#tree().allInnerTexts()).map((text) =>
      text.trim().replaceAll('\u00a0', ' '),
    );
  }

  async expand(label) {
    const row = this.#tree().filter({ hasText: label }).first();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
    await this.#page
      .locator('.sidebar .monaco-list-row[aria-expanded="true"]', { hasText: label })
      .first()
      .waitFor();
  }

  async waitForTree(isGood) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const rows = await this.treeRows();
      if (isGood(rows)) return;
      if (Date.now() > deadline) throw new Error(`The tree shows:\n${rows.join('\n')}`);
      await this.#page.waitForTimeout(100);
    }
  }

  async waitForSelectedRow(label) {
    await this.#page.locator('.sidebar .monaco-list-row.selected', { hasText: label }).waitFor();
  }

  /** Of the window, or of a part of it. */
  async picture(name, part = this.#page) {
    if (!this.#pictures) return;
    mkdirSync(this.#pictures, { recursive: true });
    await this.#page.waitForTimeout(400);
    await part.screenshot({ path: join(this.#pictures, `${name}.png`) });
  }

  async keepFailure(title) {
    const folder = join(CACHE, 'failures');
    mkdirSync(folder, { recursive: true });
    await this.#page.screenshot({ path: join(folder, `${title.replaceAll(/\W+/g, '-')}.png`) });
  }

  /** Leaves what is open, so that the next scene begins from the same place. */
  async tidy() {
    for (let i = 0; i < 3; i++) await this.press('Escape');
    await this.command('File: Revert File').catch(() => undefined);
    await this.press('Escape');
    await this.command('View: Close All Editors').catch(() => undefined);
    await this.press('Escape');
  }
}

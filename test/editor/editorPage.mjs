// Owns the handling of the editor's own helps in VS Code's window: suggestions, light bulb, rename, problems, messages.
import { Buffer } from 'node:buffer';
import { PATIENCE_MS, Workbench } from './workbenchPage.mjs';

export class EditorWorkbench extends Workbench {
  #page;

  constructor(page, pictures) {
    super(page, pictures);
    this.#page = page;
  }

  /** Puts the cursor into the first `word` on the screen. */
  async clickAt(word) {
    await this.press('Control+Home');
    const { x, y, width, height } = await this.boxOf(word);
    await this.#page.mouse.click(x + width / 2, y + height / 2);
  }

  /** Puts the cursor at the end of the line of the first `word` on the screen. */
  async goToEndOf(word) {
    await this.clickAt(word);
    await this.press('End');
  }

  /** The rows of the suggestion list, once `wanted` is among them. */
  async suggestions(wanted) {
    const rows = this.#page.locator('.suggest-widget.visible .monaco-list-row');
    const found = rows.filter({ hasText: wanted }).first();
    // On a busy machine an answer can come too late for its letter: then a person asks for the list.
    await found.waitFor({ timeout: PATIENCE_MS / 2 }).catch(() => this.press('Control+Space'));
    await found.waitFor();
    return rows.allInnerTexts();
  }

  /** Opens the documentation beside the suggestion list, if it is not open, and waits for `wanted`. */
  async showDetails(wanted) {
    const details = this.#page.locator('.suggest-details-container', { hasText: wanted });
    const shows = (timeout) =>
      details.waitFor({ timeout }).then(
        () => true,
        () => false,
      );
    // The key also closes them: one that was pressed while they came up has to be pressed again.
    for (const patience of [500, 3_000, 3_000]) {
      if (await shows(patience)) return;
      await this.press('Control+Space');
    }
    await details.waitFor();
  }

  /** The colour in which the first formula in a card with this TeX is drawn; it must be seen. */
  async colourOfPicture(tex) {
    const image = this.#page.locator(`.monaco-hover:not(.hidden) img[alt="${tex}"]`).first();
    await image.waitFor();
    const { address, isDrawn } = await image.evaluate((element) => ({
      address: element.src,
      isDrawn: element.complete && element.naturalWidth > 0,
    }));
    if (!isDrawn) throw new Error(`The picture of ${tex} is not drawn.`);
    const svg = Buffer.from(address.split(',')[1], 'base64').toString();
    return / color="(#[\da-f]{6})"/.exec(svg)?.[1] ?? '';
  }

  async waitForStatus(pattern) {
    await this.#page.locator('.statusbar-item', { hasText: pattern }).first().waitFor();
  }

  async waitForCursor(line) {
    await this.#page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor();
  }

  async waitForTab(name) {
    await this.#page.locator('.tab.active', { hasText: name }).waitFor();
  }

  async waitForNoText(text) {
    await this.#page
      .locator('.editor-instance .view-line', { hasText: text })
      .first()
      .waitFor({ state: 'detached' });
  }

  #problem(text) {
    return this.#page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  }

  /** Opens the list of problems, which then stays open. */
  async waitForProblem(text) {
    await this.command('Problems: Focus on Problems View');
    await this.#problem(text).waitFor();
  }

  async waitForNoProblem(text) {
    await this.#problem(text).waitFor({ state: 'detached' });
  }

  async closePanel() {
    await this.#page.locator('.part.panel .action-label[aria-label^="Hide Panel"]').click();
  }

  /** Opens the light bulb's menu; gives what it offers. */
  async quickFixes() {
    await this.press('Control+Period');
    const rows = this.#page.locator('.action-widget .monaco-list-row.action');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.trim());
  }

  async waitForRename() {
    await this.#page.locator('.rename-box input:focus').waitFor();
  }

  /** The preview of a change of several files, once it lists them all. */
  async waitForRefactoring(files) {
    const rows = this.#page.locator('.bulk-edit-panel .monaco-list-row');
    for (const file of files) await rows.filter({ hasText: file }).first().waitFor();
  }

  /** Ends when the panel is gone and the editor has the focus: until then, VS Code takes it from whatever opens. */
  async applyRefactoring() {
    const panel = this.#page.locator('.bulk-edit-panel');
    await panel.locator('.monaco-button', { hasText: 'Apply' }).click();
    await panel.waitFor({ state: 'hidden' });
    await this.#page.locator('.editor-instance .monaco-editor.focused').waitFor();
  }

  /** A page of Markdown whose text matches. */
  async waitForPageText(pattern) {
    await this.waitForFrame(
      (frame) => frame.locator('.markdown-body', { hasText: pattern }),
      `No page says ${pattern}.`,
    );
  }

  async clickInNotification(text, button) {
    const toast = this.#page.locator('.notification-toast', { hasText: text });
    await toast.locator('.monaco-button', { hasText: button }).click();
  }
}

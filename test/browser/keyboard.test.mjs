// The map without a pointer: every paper is reached, and what can be done with it, and the way out.
import { strict as assert } from 'node:assert';
import { after, test } from 'node:test';
import { focusedName, MapPages, middles, point, takeSent } from './mapPages.mjs';
import { shippedRows } from './shippedRows.mjs';

const LSUV = 'All you need is a good init';

const rows = await shippedRows();
const pages = await MapPages.start(rows);
after(() => pages.stop());

/** Presses Tab until a point has the focus. */
async function tabToPoint(page) {
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    const isPoint = await page.evaluate(
      () => document.activeElement?.classList.contains('point') ?? false,
    );
    if (isPoint) return;
  }
  throw new Error('Tab leads to no point.');
}

test('one point is reached with Tab, and its card with Tab again', () =>
  pages.play({}, async (page) => {
    assert.equal(await page.locator('#plot-map .point[tabindex="0"]').count(), 1);
    await tabToPoint(page);
    const name = await focusedName(page);
    await page.keyboard.press('Tab');
    const button = page.locator('.card:visible button', { hasText: 'Open' });
    assert.ok(await button.evaluate((element) => element === document.activeElement));
    await page.keyboard.press('Enter');
    const [{ type, key }] = await takeSent(page);
    assert.equal(type, 'open');
    assert.ok(name.startsWith(rows.find((row) => row.key === key).title));
  }));

const STEPS = {
  ArrowRight: (from, to) => to.x > from.x,
  ArrowLeft: (from, to) => to.x < from.x,
  ArrowDown: (from, to) => to.y > from.y,
  ArrowUp: (from, to) => to.y < from.y,
};
for (const view of ['map', 'timeline']) {
  for (const [key, isRight] of Object.entries(STEPS)) {
    test(`${view}: ${key} goes that way`, () =>
      pages.play({ state: { view } }, async (page) => {
        await tabToPoint(page);
        // From the first paper of the timeline not every way leads on.
        for (const way of Object.keys(STEPS)) await page.keyboard.press(way);
        const places = await middles(page);
        const before = await focusedName(page);
        await page.keyboard.press(key);
        const now = await focusedName(page);
        assert.notEqual(now, before);
        assert.ok(isRight(places[before], places[now]), `${before} → ${now}`);
      }));
  }
}

test('Enter opens, c cites, t shows in the tree; with Ctrl they are left to VS Code', () =>
  pages.play({}, async (page) => {
    await point(page, LSUV).focus();
    for (const key of ['Enter', 'c', 'Shift+C', 't', 'Control+c']) await page.keyboard.press(key);
    assert.deepEqual(
      (await takeSent(page)).map(({ type, key }) => `${type} ${key}`),
      ['open', 'cite', 'cite', 'reveal'].map((type) => `${type} mishkin2015all`),
    );
  }));

test('Escape closes the card and stays on the point, then leads to the tabs', () =>
  pages.play({}, async (page) => {
    await point(page, LSUV).focus();
    await page.locator('.card:visible').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#plot-map .card').waitFor({ state: 'hidden' });
    assert.ok((await focusedName(page)).startsWith(LSUV));
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'tab-map');
  }));

test('Escape in the card leads back to its point', () =>
  pages.play({}, async (page) => {
    await point(page, LSUV).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    assert.ok((await focusedName(page)).startsWith(LSUV));
    await page.locator('#plot-map .card').waitFor({ state: 'hidden' });
  }));

test('the point with the focus has a ring, and only when the keyboard leads', () =>
  pages.play({}, async (page) => {
    const stroke = () =>
      point(page, LSUV)
        .locator('.ring')
        .evaluate((ring) => {
          const style = window.getComputedStyle(ring);
          return `${style.stroke} ${style.strokeWidth}`;
        });
    assert.match(await stroke(), /^none/);
    await page.locator('#query').fill('good init');
    await page.locator('#query').press('Enter');
    assert.ok((await focusedName(page)).startsWith(LSUV));
    assert.equal(await stroke(), 'rgb(0, 120, 212) 3px');
  }));

test('a point that the keyboard leads to is brought into view', () =>
  pages.play({}, async (page) => {
    for (let i = 0; i < 3; i++) await page.locator('#zoom-in').click();
    await tabToPoint(page);
    const box = await page.locator('#plot-map').boundingBox();
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('ArrowRight');
      const { x, y } = (await middles(page))[await focusedName(page)];
      assert.ok(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height);
    }
  }));

test('arrow keys go from tab to tab, round and round', () =>
  pages.play({}, async (page) => {
    await page.locator('#tab-map').focus();
    for (const [key, id] of [
      ['ArrowRight', 'tab-timeline'],
      ['ArrowRight', 'tab-table'],
      ['ArrowRight', 'tab-map'],
      ['ArrowLeft', 'tab-table'],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => document.activeElement?.id), id);
      assert.equal(await page.locator('[role="tab"][aria-selected="true"]').getAttribute('id'), id);
      assert.equal(await page.locator('[role="tabpanel"]:visible').count(), 1);
    }
  }));

test('where the keyboard was is remembered', () =>
  pages.play({ state: { key: 'mishkin2015all' } }, async (page) => {
    await tabToPoint(page);
    assert.ok((await focusedName(page)).startsWith(LSUV));
    await page.keyboard.press('ArrowDown');
    const { key } = await page.evaluate(() => window.storedState());
    assert.ok((await focusedName(page)).startsWith(rows.find((row) => row.key === key).title));
  }));

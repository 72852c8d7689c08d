// The map and the timeline as a person with a pointer sees them.
import { strict as assert } from 'node:assert';
import { after, test } from 'node:test';
import { MapPages, middles, point, takeSent } from './mapPages.mjs';
import { shippedRows } from './shippedRows.mjs';

const LSUV = 'All you need is a good init';
const LSUV_KEY = 'mishkin2015all';

const rows = await shippedRows();
const pages = await MapPages.start(rows);
after(() => pages.stop());

const card = (page) => page.locator('.card:visible');

/** Whether boxes of elements lie over each other; those that only touch do not. */
function overlapping(page, selector) {
  return page.locator(selector).evaluateAll((elements) => {
    const boxes = elements.map((element) => element.getBBox());
    return boxes.flatMap((a, i) =>
      boxes
        .slice(0, i)
        .filter(
          (b) =>
            a.x + 1 < b.x + b.width &&
            b.x + 1 < a.x + a.width &&
            a.y + 1 < b.y + b.height &&
            b.y + 1 < a.y + a.height,
        )
        .map((_, j) => [elements[i].textContent, elements[j].textContent].join(' | ')),
    );
  });
}

test('every paper has a point inside the map, with a name', () =>
  pages.play({}, async (page) => {
    const box = await page.locator('#plot-map').boundingBox();
    const found = Object.entries(await middles(page));
    assert.equal(found.length, 119);
    for (const [name, { x, y }] of found) {
      assert.match(name, /^.+, \d{4}, .+$/);
      assert.ok(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height, name);
    }
  }));

test('the content policy stops a script that the page does not know', async () => {
  const play = pages.play({}, (page) =>
    page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.isRun = true';
      document.body.append(script);
      if (window.isRun) throw new Error('it ran');
    }),
  );
  await assert.rejects(play, /script-src/);
});

test('a paper that is cited more often is larger', () =>
  pages.play({}, async (page) => {
    const width = async (title) => (await point(page, title).locator('.mark').boundingBox()).width;
    const once = rows.find(({ uses }) => uses === 1);
    const never = rows.find(({ uses, theme }) => uses === 0 && theme === once.theme);
    assert.equal(rows.find(({ key }) => key === LSUV_KEY).uses, 3);
    assert.ok((await width(once.title)) > (await width(never.title)));
    assert.match(await point(page, LSUV).getAttribute('aria-label'), /3 citations in your notes$/);
  }));

test('the pointer on a point opens its card, and its links lead to related papers', () =>
  pages.play({}, async (page) => {
    await point(page, LSUV).hover();
    const { authors, year, summary, related } = rows.find(({ key }) => key === LSUV_KEY);
    const text = await card(page).innerText();
    for (const part of [LSUV, authors, String(year), summary]) assert.ok(text.includes(part), part);
    assert.ok(related.length > 0);
    assert.equal(await page.locator('.plot:visible .links line').count(), related.length);
    assert.equal(await page.locator('.plot:visible .point.related').count(), related.length);
  }));

test('the card stays while the pointer is on it, and goes when it leaves', () =>
  pages.play({}, async (page) => {
    await page.clock.install();
    await point(page, LSUV).hover();
    await card(page).locator('h2').hover();
    await page.clock.runFor(1_000);
    assert.equal(await card(page).locator('h2').innerText(), LSUV);
    await page.locator('#query').hover();
    assert.ok(await card(page).isVisible(), 'not at once: the pointer may be on its way');
    await page.clock.runFor(1_000);
    assert.ok(!(await card(page).isVisible()));
    assert.equal(await page.locator('.plot:visible .links line').count(), 0);
  }));

test('a click on the point opens the paper; the card cites it and shows it in the tree', () =>
  pages.play({}, async (page) => {
    await point(page, LSUV).click();
    assert.deepEqual(await takeSent(page), [{ type: 'open', key: LSUV_KEY }]);
    for (const name of ['Open', 'Cite', 'Show in Tree'])
      await card(page).getByRole('button', { name, exact: true }).click();
    assert.deepEqual(
      (await takeSent(page)).map(({ type, key }) => [type, key]),
      ['open', 'cite', 'reveal'].map((type) => [type, LSUV_KEY]),
    );
  }));

test('text of a corpus is shown as it stands, never taken for HTML', async () => {
  const title = '<img src=x onerror="window.isRun=1"><b>Bold</b>';
  const hostile = { ...rows[0], title, summary: title, label: title, themeLabel: title };
  await pages.play({ rows: [hostile, ...rows.slice(1)] }, async (page) => {
    await point(page, '<img').hover();
    assert.equal(await card(page).locator('h2').innerText(), title);
    await page.locator('#tab-table').click();
    assert.ok((await page.locator('#rows').innerText()).includes(title));
    assert.equal(await page.locator('body').locator('img, b').count(), 0);
  });
});

test('no label lies over another, and all are inside the map', () =>
  pages.play({}, async (page) => {
    const labels = page.locator('#plot-map .labels text');
    const texts = await labels.allTextContents();
    assert.ok(texts.length > 60, `${texts.length} labels`);
    const regions = await page.locator('#plot-map .labels .region').count();
    assert.ok(regions >= 10, `${regions} of 13 themes`);
    assert.deepEqual(await overlapping(page, '#plot-map .labels text'), []);
    const { width, height } = await page.locator('#plot-map').boundingBox();
    const boxes = await labels.evaluateAll((all) =>
      all.map((one) => one.getBBox()).map(({ x, y, width, height }) => ({ x, y, width, height })),
    );
    const isInside = ({ x, y, ...box }) =>
      x >= -1 && y >= -1 && x + box.width <= width + 1 && y + box.height <= height + 1;
    assert.ok(boxes.every(isInside));
  }));

const spread = async (page) => {
  const xs = Object.values(await middles(page)).map(({ x }) => x);
  return Math.max(...xs) - Math.min(...xs);
};

test('buttons, keys and the wheel zoom, and more papers get a label', () =>
  pages.play({}, async (page) => {
    const before = await spread(page);
    await page.locator('#zoom-in').click();
    assert.ok((await spread(page)) > before * 1.5);
    await page.locator('#zoom-reset').click();
    assert.ok(Math.abs((await spread(page)) - before) < 1);
    await point(page, LSUV).focus();
    await page.keyboard.press('+');
    assert.ok((await spread(page)) > before * 1.5);
    await page.keyboard.press('-');
    assert.ok(Math.abs((await spread(page)) - before) < 1);
    // The card of the point with the focus would take the wheel.
    await page.keyboard.press('Escape');
    await page.mouse.move(500, 450);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() => window.storedState().zoom.k > 1.2);
    assert.ok((await spread(page)) > before * 1.2);
    assert.deepEqual(await overlapping(page, '#plot-map .labels text'), []);
  }));

test('the map is dragged when it is zoomed, and a drag opens nothing', () =>
  pages.play({}, async (page) => {
    await page.locator('#zoom-in').click();
    const start = (await middles(page))[await point(page, LSUV).getAttribute('aria-label')];
    await page.mouse.move(600, 500);
    await page.mouse.down();
    await page.mouse.move(650, 540, { steps: 5 });
    await page.mouse.up();
    const end = (await middles(page))[await point(page, LSUV).getAttribute('aria-label')];
    assert.deepEqual([Math.round(end.x - start.x), Math.round(end.y - start.y)], [50, 40]);
    assert.deepEqual(await takeSent(page), []);
  }));

test('the timeline has a column for each year and a lane for each theme', () =>
  pages.play({}, async (page) => {
    await page.locator('#tab-timeline').click();
    const found = Object.entries(await middles(page));
    assert.equal(found.length, 119);
    const yearOf = (name) => Number(/, (\d{4}), /.exec(name)[1]);
    const ordered = found.sort(([a], [b]) => yearOf(a) - yearOf(b));
    for (const [i, [name, { x }]] of ordered.entries()) {
      const earlier = ordered.slice(0, i).filter(([other]) => yearOf(other) < yearOf(name));
      assert.ok(
        earlier.every(([, other]) => other.x < x),
        name,
      );
    }
    assert.equal(await page.locator('#plot-timeline .lane').count(), 13);
    const years = await page.locator('#plot-timeline .axis text').allTextContents();
    assert.deepEqual(
      years,
      Array.from({ length: 11 }, (_, i) => String(2015 + i)),
    );
  }));

test('new rows move no focus and undo no zoom', () =>
  pages.play({}, async (page) => {
    await page.locator('#zoom-in').click();
    await point(page, LSUV).focus();
    const before = await middles(page);
    const more = rows.map((row) => (row.key === LSUV_KEY ? { ...row, uses: 9 } : row));
    await page.evaluate((all) => window.sendRows(all), more);
    await point(page, LSUV).and(page.locator('[aria-label*="9 citations"]')).waitFor();
    assert.ok(
      await point(page, LSUV).evaluate((element) => element === document.activeElement),
      'the focus stays',
    );
    const other = Object.keys(before).find((name) => !name.startsWith(LSUV));
    assert.deepEqual((await middles(page))[other], before[other]);
  }));

test('without papers the page says so', () =>
  pages.play({ rows: [] }, async (page) => {
    for (const view of ['timeline', 'table', 'map']) {
      await page.locator(`#tab-${view}`).click();
      assert.equal(await page.locator('#status').innerText(), 'No papers are loaded.');
    }
  }));

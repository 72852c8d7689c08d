// The legend, the search and the table.
import { strict as assert } from 'node:assert';
import { after, test } from 'node:test';
import { focusedName, MapPages, takeSent } from './mapPages.mjs';
import { shippedRows } from './shippedRows.mjs';

const rows = await shippedRows();
const pages = await MapPages.start(rows);
after(() => pages.stop());

const MERGING = 'Merging and averaging models';
const GROWTH = 'Growing, shrinking and predicting weights';
const ofThemes = (...labels) => rows.filter(({ themeLabel }) => labels.includes(themeLabel));
const legend = (page, label) => page.locator('#themes button', { hasText: label });
const status = (page) => page.locator('#status').innerText();
const out = (page) => page.locator('.plot:visible .point.out').count();

test('the legend names each theme with the number of its papers', () =>
  pages.play({}, async (page) => {
    const entries = await page
      .locator('#themes button')
      .evaluateAll((buttons) =>
        buttons.map((button) => [...button.querySelectorAll('span')].map((one) => one.textContent)),
      );
    assert.equal(entries.length, 13);
    for (const [label, count] of entries)
      assert.equal(Number(count), ofThemes(label).length, label);
  }));

test('a theme that is pressed leaves its papers, a second adds its own, and all come back', () =>
  pages.play({}, async (page) => {
    const merging = ofThemes(MERGING).length;
    const both = ofThemes(MERGING, GROWTH).length;
    await legend(page, MERGING).click();
    assert.equal(await legend(page, MERGING).getAttribute('aria-pressed'), 'true');
    assert.equal(await legend(page, GROWTH).getAttribute('aria-pressed'), 'false');
    assert.equal(await out(page), 119 - merging);
    assert.equal(await status(page), `${merging} of 119 papers`);
    await legend(page, GROWTH).click();
    assert.equal(await out(page), 119 - both);
    await page.locator('#tab-table').click();
    assert.equal(await page.locator('#rows tr').count(), both);
    await page.locator('#all-themes').click();
    assert.equal(await page.locator('#rows tr').count(), 119);
    assert.ok(!(await page.locator('#all-themes').isVisible()));
  }));

test('the button that was pressed keeps the focus', () =>
  pages.play({}, async (page) => {
    await legend(page, MERGING).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.equal(await out(page), 0);
    assert.ok(await legend(page, MERGING).evaluate((one) => one === document.activeElement));
  }));

test('papers that are filtered out are told to nobody, and arrow keys pass them', () =>
  pages.play({}, async (page) => {
    await legend(page, MERGING).click();
    const hidden = page.locator('#plot-map .point.out');
    assert.equal(
      await hidden.and(page.locator('[aria-hidden="true"]')).count(),
      await hidden.count(),
    );
    await page.locator('#plot-map .point[tabindex="0"]').focus();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press(['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp'][i % 4]);
      assert.ok((await focusedName(page)).includes(MERGING));
    }
  }));

test('the search lights up what it finds, and names it on the map', () =>
  pages.play({}, async (page) => {
    await page.locator('#query').fill('state-space');
    const found = page.locator('#plot-map .point.match');
    const count = await found.count();
    assert.ok(count > 3 && count < 30, `${count} found`);
    assert.equal(await page.locator('#plot-map .point.miss').count(), 119 - count);
    assert.equal(await status(page), `${count} found in 119 papers`);
    const labels = await page.locator('#plot-map .labels .paper').allTextContents();
    assert.ok(labels.length > 3);
    const names = rows.filter(({ theme }) => theme === 'sequence-models').map((row) => row.label);
    assert.ok(labels.some((label) => names.includes(label)));
  }));

test('Enter in the search goes to the first paper that it found', () =>
  pages.play({}, async (page) => {
    for (const view of ['map', 'timeline']) {
      await page.locator(`#tab-${view}`).click();
      await page.locator('#query').fill('mishkin matas 2015');
      await page.locator('#query').press('Enter');
      assert.match(await focusedName(page), /^All you need is a good init/);
    }
  }));

test('the search that finds nothing says so', () =>
  pages.play({}, async (page) => {
    await page.locator('#query').fill('zzz');
    assert.equal(await status(page), '0 found in 119 papers');
    await page.locator('#query').press('Enter');
    await page.locator('#tab-table').click();
    assert.equal(await page.locator('#rows tr').count(), 0);
  }));

test('the table has a row for each paper, with headings of columns and rows', () =>
  pages.play({ state: { view: 'table' } }, async (page) => {
    assert.equal(await page.locator('#rows tr').count(), 119);
    assert.equal(await page.locator('#rows th[scope="row"]').count(), 119);
    assert.deepEqual(await page.locator('#headings th[scope="col"]').allInnerTexts(), [
      'Title',
      'Authors',
      'Year',
      'Theme',
      'Citations',
      'Actions',
    ]);
    assert.ok((await page.locator('caption').textContent()).length > 0);
  }));

const column = (page, name) => page.locator(`#rows .${name}`).allInnerTexts();

test('a heading sorts by its column, and a second time the other way round', () =>
  pages.play({ state: { view: 'table' } }, async (page) => {
    const heading = page.locator('th.year');
    assert.equal(await heading.getAttribute('aria-sort'), 'descending');
    const newest = (await column(page, 'year')).map(Number);
    assert.deepEqual(
      newest,
      [...newest].sort((a, b) => b - a),
    );
    await heading.locator('button').click();
    assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual((await column(page, 'year')).map(Number), [...newest].reverse());
    await page.locator('th.uses button').click();
    assert.equal(await heading.getAttribute('aria-sort'), 'none');
    assert.equal((await column(page, 'uses'))[0], '3');
    await page.locator('#headings th.title button').click();
    const titles = await page.locator('#rows .title button').allInnerTexts();
    assert.deepEqual(
      titles,
      [...titles].sort((a, b) => a.localeCompare(b, 'en')),
    );
  }));

test('a title opens the paper, the buttons of its row cite it and show it in the tree', () =>
  pages.play({ state: { view: 'table', query: 'mishkin matas' } }, async (page) => {
    assert.equal(await page.locator('#rows tr').count(), 1);
    const title = 'All you need is a good init';
    await page.getByRole('button', { name: title, exact: true }).click();
    await page.getByRole('button', { name: `Cite ${title}` }).click();
    await page.getByRole('button', { name: `Show ${title} in the tree` }).click();
    assert.deepEqual(
      await takeSent(page),
      ['open', 'cite', 'reveal'].map((type) => ({ type, key: 'mishkin2015all' })),
    );
  }));

test('what a person set is there again when the page comes back', async () => {
  let state;
  await pages.play({}, async (page) => {
    await legend(page, MERGING).click();
    await page.locator('#query').fill('merge');
    await page.locator('#zoom-in').click();
    await page.locator('#tab-timeline').click();
    state = await page.evaluate(() => window.storedState());
  });
  await pages.play({ state }, async (page) => {
    assert.ok(await page.locator('#plot-timeline').isVisible());
    assert.equal(await page.locator('#query').inputValue(), 'merge');
    assert.equal(await legend(page, MERGING).getAttribute('aria-pressed'), 'true');
    await page.locator('#tab-map').click();
    assert.equal((await page.evaluate(() => window.storedState())).zoom.k, state.zoom.k);
    assert.ok(state.zoom.k > 1);
  });
});

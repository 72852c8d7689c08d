// The page in the themes of VS Code, in forced colours, without motion, and on a narrow screen.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { contrast } from './contrast.mjs';
import { MapPages, point, THEMES } from './mapPages.mjs';
import { shippedRows } from './shippedRows.mjs';

/** WCAG 2, level AA: text, and what is needed to see a picture. */
const TEXT = 4.5;
const GRAPHICS = 3;
const LSUV = 'All you need is a good init';

const pages = await MapPages.start(await shippedRows());
after(() => pages.stop());

/** A computed colour of every element of a kind, each once. */
async function colours(page, selector, property) {
  const found = await page
    .locator(selector)
    .evaluateAll(
      (elements, name) => elements.map((element) => window.getComputedStyle(element)[name]),
      property,
    );
  return [...new Set(found)];
}

test('the style sheet asks for no colour that the recorded themes do not have', () => {
  const used = readFileSync('dist/map.css', 'utf8').match(/--vscode-[\w-]+/g);
  const recorded = new Set(Object.values(THEMES).flatMap((theme) => Object.keys(theme.variables)));
  assert.deepEqual(
    [...new Set(used)].filter((name) => !recorded.has(name)),
    [],
  );
});

test('contrast is measured as WCAG does', () => {
  assert.equal(contrast('rgb(0, 0, 0)', 'rgb(255, 255, 255)'), 21);
  assert.equal(contrast('rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'), 1);
  assert.ok(Math.abs(contrast('rgb(119, 119, 119)', 'rgb(255, 255, 255)') - 4.48) < 0.01);
});

for (const theme of Object.keys(THEMES)) {
  test(`${theme}: points and texts stand out from the page`, () =>
    pages.play({ theme }, async (page) => {
      const [ground] = await colours(page, 'body', 'backgroundColor');
      const marks = await colours(page, '#plot-map .point .mark', 'stroke');
      for (const stroke of marks) assert.ok(contrast(stroke, ground) >= GRAPHICS, stroke);
      for (const fill of await colours(page, '#plot-map .labels text', 'fill'))
        assert.ok(contrast(fill, ground) >= TEXT, `label ${fill}`);
      for (const selector of ['#themes button', '#status', 'footer', '[role="tab"]'])
        for (const colour of await colours(page, selector, 'color'))
          assert.ok(contrast(colour, ground) >= TEXT, `${selector} ${colour}`);
    }));

  test(`${theme}: themes have colours or shapes of their own`, () =>
    pages.play({ theme }, async (page) => {
      const looks = await page
        .locator('#themes .mark')
        .evaluateAll((marks) =>
          marks.map((mark) => `${window.getComputedStyle(mark).fill} ${mark.getAttribute('d')}`),
        );
      assert.equal(new Set(looks).size, looks.length);
      const fills = await colours(page, '#themes .mark', 'fill');
      assert.equal(fills.length, 7);
      const [ground] = await colours(page, 'body', 'backgroundColor');
      for (const fill of fills) assert.ok(contrast(fill, ground) >= 1.5, fill);
    }));

  test(`${theme}: ring and card of the focus stand out`, () =>
    pages.play({ theme }, async (page) => {
      const [ground] = await colours(page, 'body', 'backgroundColor');
      await page.locator('#query').fill('good init');
      await page.locator('#query').press('Enter');
      const ring = point(page, LSUV).locator('.ring');
      const stroke = await ring.evaluate((element) => window.getComputedStyle(element).stroke);
      assert.ok(contrast(stroke, ground) >= GRAPHICS, stroke);
      const [back] = await colours(page, '.card:visible', 'backgroundColor');
      for (const selector of ['h2', '.byline', '.summary'])
        for (const colour of await colours(page, `.card:visible ${selector}`, 'color'))
          assert.ok(contrast(colour, back) >= TEXT, `${selector} ${colour}`);
    }));
}

test('forced colours: points are drawn in the colour of text, what is found in that of a selection', () =>
  pages.play({ media: { forcedColors: 'active' } }, async (page) => {
    const system = (name) =>
      page.evaluate((colour) => {
        const probe = document.createElement('i');
        probe.style.color = colour;
        document.body.append(probe);
        return window.getComputedStyle(probe).color;
      }, name);
    assert.deepEqual(await colours(page, '#plot-map .point .mark', 'fill'), [
      await system('CanvasText'),
    ]);
    await page.locator('#query').fill('good init');
    assert.deepEqual(await colours(page, '#plot-map .point.match .mark', 'fill'), [
      await system('Highlight'),
    ]);
  }));

test('nothing moves by itself where a person wants no motion', async () => {
  const durations = (media) =>
    new Promise((resolve, reject) => {
      const play = async (page) => resolve(await colours(page, 'body *', 'transitionDuration'));
      pages.play({ media }, play).catch(reject);
    });
  assert.deepEqual(await durations({ reducedMotion: 'reduce' }), ['0s']);
  assert.ok((await durations({ reducedMotion: 'no-preference' })).length > 1);
});

for (const width of [360, 620, 1000]) {
  for (const view of ['map', 'timeline', 'table']) {
    test(`${view}, ${width} pixels wide: nothing is cut off at the side`, () =>
      pages.play({ size: { width, height: 640 }, state: { view } }, async (page) => {
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        assert.equal(overflow, 0);
        for (const id of ['query', `panel-${view}`, 'themes']) {
          const { x, width: own } = await page.locator(`#${id}`).boundingBox();
          assert.ok(x >= 0 && x + own <= width, id);
        }
        if (view !== 'table')
          assert.equal(await page.locator('.plot:visible g.point').count(), 119);
      }));
  }
}

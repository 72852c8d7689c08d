// Drives the packaged extension in the whole workbench with mouse and keyboard, as a person would, and
// takes the pictures of docs/pictures/ when asked with --pictures.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../scripts/package.mjs';
import { startEditorHost } from '../../scripts/setup/editorHost.mjs';
import { onInterrupt } from '../../scripts/setup/interrupt.mjs';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { openBrowserPage } from './browserPage.mjs';
import { EditorWorkbench } from './editorPage.mjs';
import { LIBRARY_SCENES } from './libraryScenes.mjs';
import { makeTemporaryWorkspace } from './temporaryWorkspace.mjs';

const PICTURES = process.argv.includes('--pictures') ? join(ROOT, 'docs', 'pictures') : undefined;

const WORKSPACE = makeTemporaryWorkspace();

/** Number, from 1, of the first line of a note that holds `text`. */
function lineOf(file, text) {
  const lines = readFileSync(join(WORKSPACE, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

/** How far two colours are apart in brightness, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
function contrast(...colours) {
  const [a, b] = colours.map((colour) => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = channels.map((c) =>
      c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Each scene: what a person does, what must then be on the screen, and the picture that it gives. */
const SCENES = {
  'a name in a sentence shows its card': async (bench) => {
    await bench.openFile('related-work.md');
    const card = await bench.hoverOver('LSUV', 'All you need is a good init');
    assert.match(card, /Dmytro Mishkin, Jiri Matas · 2015 · ICLR 2016/);
    assert.match(card, /Copy key · Insert LSUV · Picture: variance scaling · Show in tree/);
    await bench.picture('hover');
  },
  'a citation is found by what was typed, and put in': async (bench) => {
    await bench.openFile('related-work.md');
    await bench.goToEndOfLine(lineOf('related-work.md', 'Still to cite'));
    await bench.type(' [@good init');
    const rows = await bench.suggestions('mishkin2015all');
    assert.match(rows[0] ?? '', /mishkin2015all/);
    await bench.showDetails('Dmytro Mishkin');
    await bench.picture('completion');
    await bench.press('Enter');
    await bench.waitForText('[@mishkin2015all]');
  },
  'a method is put into Python by its name': async (bench) => {
    await bench.openFile('try_initialisers.py');
    await bench.goToEndOfLine(lineOf('try_initialisers.py', '# type: lsuv'));
    await bench.press('Enter');
    await bench.press('Shift+Home');
    await bench.type('lsuv');
    await bench.suggestions('LSUV');
    await bench.picture('snippet');
    await bench.press('Enter');
    await bench.waitForText('lsuv_(model, batch)');
  },
  'the tree leads from theme to subtheme to papers': async (bench) => {
    await bench.showThemes();
    const shows = (label) => bench.waitForTree((rows) => rows.some((row) => row.startsWith(label)));
    await shows('Initialising from scratch');
    await bench.expand('Initialising from scratch');
    await shows('Variance and signal propagation');
    await bench.expand('Variance and signal propagation');
    await shows('All you need is a good init');
    await bench.picture('themes');
  },
  'the card leads to the paper in the tree': async (bench) => {
    await bench.openFile('related-work.md');
    await bench.hoverOver('LSUV', 'All you need is a good init');
    await bench.clickInCard('Show in tree');
    await bench.waitForSelectedRow('All you need is a good init');
  },
  'the card leads to its theme in the tree': async (bench) => {
    await bench.openFile('related-work.md');
    await bench.hoverOver('LSUV', 'All you need is a good init');
    await bench.clickInCard('Variance and signal propagation');
    await bench.waitForSelectedRow('Variance and signal propagation');
  },
  'the card leads to a related paper, its page to themes and to the next one': async (bench) => {
    await bench.openFile('related-work.md');
    await bench.hoverOver('LSUV', 'All you need is a good init');
    await bench.clickInCard('Kumar 2017');
    await bench.waitForPage('On weight initialization in deep neural networks');
    const theme = 'Variance and signal propagation';
    await bench.followInPage(theme, theme);
    await bench.followInPage('Mishkin & Matas 2015', 'All you need is a good init');
  },
  'formulas of a card are drawn in the colours of the editor': async (bench) => {
    await bench.openFile('related-work.md');
    await bench.goToEndOfLine(lineOf('related-work.md', 'The usual rules'));
    await bench.type(' [@zhang2023understanding]');
    const isReadable = (picture, ground) => contrast(picture, ground) >= 4.5;
    for (const [scheme, ground] of [
      ['light', '#ffffff'],
      ['dark', '#202020'],
    ]) {
      if (scheme === 'dark') await bench.command('Preferences: Toggle between Light/Dark Themes');
      await bench.hoverOver('zhang2023understanding', 'Inversion Influence Functions');
      const colour = await bench.colourOfPicture('I^2F');
      assert.ok(isReadable(colour, ground), `${colour} on ${ground}`);
    }
    await bench.command('Preferences: Toggle between Light/Dark Themes');
  },
  'the tree is filtered as one types': async (bench) => {
    await bench.command('Paperlens: Filter Themes');
    await bench.waitForInput('Filter papers');
    await bench.type('state space');
    await bench.waitForTree(
      (rows) => rows.some((row) => row.startsWith('HiPPO and diagonal')) && rows.length < 30,
    );
    await bench.picture('filter');
    await bench.press('Enter');
    await bench.command('Paperlens: Clear Filter');
    await bench.waitForTree(
      (rows) => rows.filter((row) => /^(?:Merging|Scaling laws)/.test(row)).length > 1,
    );
  },
  'the tree is grouped by year': async (bench) => {
    await bench.command('Paperlens: Group by Year');
    await bench.waitForTree((rows) => rows.some((row) => row.startsWith('2015')));
    await bench.command('Paperlens: Group by Theme');
    await bench.waitForTree((rows) =>
      rows.some((row) => row.startsWith('Initialising from scratch')),
    );
  },
  'the right init is found by what is initialised': async (bench) => {
    await bench.openFile('try_initialisers.py');
    await bench.command('Paperlens: Which Init?');
    const answers = [
      ['What is initialised?', 'attention'],
      ['Which activation follows?', 'It does not matter'],
      ['What is at hand', undefined],
      ['What do you demand', 'small data'],
    ];
    for (const [question, answer] of answers) {
      await bench.waitForPick(question);
      if (answer) await bench.type(answer);
      await bench.press('Enter');
    }
    await bench.waitForPick('These fit');
    const [first] = await bench.quickPickRows('Mimetic initialization');
    assert.match(first ?? '', /Mimetic initialization/);
    await bench.picture('which-init');
    await bench.press('Escape');
  },
  'the picture of a family is shown as a page': async (bench) => {
    await bench.command('Paperlens: Show Picture of a Family of Methods');
    await bench.waitForPick('Choose a picture');
    await bench.type('growth');
    await bench.press('Enter');
    await bench.waitForPageImage('Loss when a net grows');
  },
  'the map shows the field, and a point leads to its paper': async (bench) => {
    await bench.command('Paperlens: Show Map of the Field');
    const map = await bench.waitForMap(119);
    const point = map.locator('#plot-map g.point[aria-label^="All you need is a good init"]');
    await point.hover();
    await map.locator('.card:visible', { hasText: 'Mishkin & Matas · 2015' }).waitFor();
    await bench.picture('map', map.locator('body'));
    await point.click();
    await bench.waitForPage('All you need is a good init');
  },
  'the map is as it was after a reload': async (bench) => {
    await bench.command('Paperlens: Show Map of the Field');
    const theme = 'Merging and averaging models';
    const legend = (map) => map.locator('#themes button', { hasText: theme });
    await legend(await bench.waitForMap(119)).click();
    await bench.reload();
    const pressed = await legend(await bench.waitForMap(119)).getAttribute('aria-pressed');
    assert.equal(pressed, 'true');
  },
  'a paper is cited from the map beside a note': async (bench) => {
    await bench.openFile('open-questions.md');
    await bench.goToEndOfLine(lineOf('open-questions.md', 'Does LSUV change the vote'));
    await bench.command('Paperlens: Show Map of the Field');
    const map = await bench.waitForMap(119);
    await map.locator('#query').fill('good init');
    await map.locator('#query').press('Enter');
    await bench.press('c');
    await bench.waitForText('[@mishkin2015all]');
  },
  'papers are searched by words of any field': async (bench) => {
    await bench.command('Paperlens: Search Papers');
    await bench.waitForPick('Search papers by title');
    await bench.type('good init matas');
    const [first] = await bench.quickPickRows('All you need is a good init');
    assert.match(first ?? '', /^All you need is a good init/);
    await bench.picture('search');
    await bench.press('Escape');
  },
};

async function main() {
  onInterrupt();
  const vsix = process.env.PAPERLENS_VSIX ?? packagePath();
  const host = await startEditorHost({ extensions: [vsix], testDriver: false });
  const { browser, page } = await openBrowserPage();
  const counts = { passed: 0, failed: 0 };
  try {
    const bench = new EditorWorkbench(page, PICTURES);
    await bench.open(host.url({ folder: WORKSPACE }));
    for (const [title, play] of Object.entries({ ...SCENES, ...LIBRARY_SCENES })) {
      try {
        await play(bench);
        counts.passed++;
        console.log(`  ✔ ${title}`);
      } catch (error) {
        counts.failed++;
        console.log(`  ✘ ${title}\n${error.stack ?? error}`);
        await bench.keepFailure(title);
      }
      await bench.tidy();
    }
  } finally {
    await browser.close();
    await host.stop();
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
